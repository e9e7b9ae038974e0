/** Interprets a program that lies in this executable, files that it includes and all. */
import { interpretScript } from "../forth/script.ts";
import type { Session } from "../forth/session.ts";
import { bytesOf } from "../machine/system_text.ts";
import type { BundledProgram } from "./bundle.ts";

/** Throws what its words throw. */
export function interpretBundled(session: Session, { path, files, entry }: BundledProgram): void {
  session.sourceText = (name) => files.get(name);
  interpretScript(session, path, files.get(path) as Uint8Array);
  if (entry !== undefined) session.text.interpretText("<entry>", bytesOf(entry));
}
