// Reading what the store has. That a file cannot be read is no proof that it is not there: whoever took the one for the
// other would forget what was installed, and what was seen of the publisher.

import { readFile } from "../machine/system_calls.ts";
import { MOST_TEXT_BYTES } from "../machine/text_limit.ts";
import { diskError } from "./store_errors.ts";

/**
 * The contents of a file; undefined when there is no such file, or something that no store has written.
 * @throws StoreError "disk" when the system does not give it
 */
export function readStored(path: string): Uint8Array | undefined {
  // node:fs takes longer to load than a short program runs; it knows why a call failed.
  return readFile(path) ?? readByNode(path);
}

function readByNode(path: string): Uint8Array | undefined {
  const { readFileSync, statSync } = process.getBuiltinModule("node:fs");
  for (;;) {
    try {
      const status = statSync(path);
      if (!status.isFile() || status.size > MOST_TEXT_BYTES) return undefined;
      return new Uint8Array(readFileSync(path));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "ENOENT" || code === "ENOTDIR") return undefined;
      if (code !== "EINTR") throw diskError("read", path, error);
    }
  }
}
