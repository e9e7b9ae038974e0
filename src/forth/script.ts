/** Interprets the text of a file, such as the script that a run begins with. `inclusion.ts` finds the files of INCLUDED. */
import { SourceFile } from "./files.ts";
import type { Session } from "./session.ts";
import { withoutInterpreterLine } from "./source.ts";

/** Interprets the first source of a session. Throws what its words throw. */
export function interpretScript(session: Session, path: string, contents: Uint8Array): void {
  const bytes = withoutInterpreterLine(contents);
  const file = new SourceFile(path, bytes);
  session.files.includeFirst(file);
  interpretSourceFile(session, file, bytes, () => session.files.excludeFirst(file));
}

/** Interprets a file that SOURCE-ID names as long. @param failed is called when that does not come to its end */
export function interpretSourceFile(
  session: Session,
  file: SourceFile,
  bytes: Uint8Array,
  failed: () => void,
): void {
  const { files } = session;
  const id = files.add(file);
  session.text.interpretText(file.path, bytes, id, (isWhole) => {
    files.close(id);
    if (isWhole) session.onIncluded?.();
    else failed();
  });
}
