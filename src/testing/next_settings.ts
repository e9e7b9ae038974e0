/** What a test's process is to run next, as the runner sends it. */
import { readSome } from "../machine/system_calls.ts";
import { NEXT_DESCRIPTOR, type ProcessSettings } from "./results.ts";

const CHUNK = 65536;
const LINE_FEED = 0x0a;

/** Waits for settings; undefined when there are no more. The runner sends a line, and no other before that has run. */
export function nextSettings(): ProcessSettings | undefined {
  const parts: Uint8Array[] = [];
  do {
    const chunk = new Uint8Array(CHUNK);
    const count = readSome(NEXT_DESCRIPTOR, chunk);
    if (count <= 0) return undefined;
    parts.push(chunk.subarray(0, count));
  } while (parts.at(-1)?.at(-1) !== LINE_FEED);
  return JSON.parse(new TextDecoder().decode(Buffer.concat(parts))) as ProcessSettings;
}
