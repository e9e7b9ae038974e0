/** Interprets the text of a file, such as the script that a run begins with. `inclusion.ts` finds the files of INCLUDED. */
import { SourceFile } from "./files.ts";
import type { Session } from "./session.ts";

const HASH = 0x23;
const EXCLAMATION = 0x21;
const BACKSLASH = 0x5c;
const SPACE = 0x20;

/** Interprets the first source of a session. Throws what its words throw. */
export function interpretScript(session: Session, path: string, contents: Uint8Array): void {
  const bytes = withoutInterpreterLine(contents);
  const file = new SourceFile(path, bytes);
  session.files.includeFirst(file);
  try {
    interpretSourceFile(session, file, bytes);
  } catch (error) {
    session.files.excludeFirst(file);
    throw error;
  }
  session.onIncluded?.();
}

/** Interprets a file that SOURCE-ID names as long. */
export function interpretSourceFile(session: Session, file: SourceFile, bytes: Uint8Array): void {
  const { files } = session;
  const id = files.add(file);
  try {
    session.text.interpretText(file.path, bytes, id);
  } finally {
    files.close(id);
  }
}

/** Makes a first line that begins with #! a comment, in place. */
export function withoutInterpreterLine(bytes: Uint8Array): Uint8Array {
  if (bytes[0] === HASH && bytes[1] === EXCLAMATION) {
    bytes[0] = BACKSLASH;
    bytes[1] = SPACE;
  }
  return bytes;
}
