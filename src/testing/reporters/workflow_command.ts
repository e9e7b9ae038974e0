/** Workflow commands of GitHub Actions: annotations of lines of files. */
import { relative, resolve } from "node:path";

interface Annotated {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn?: number;
}

/** @param workspace the folder of the repository, from which annotations name files */
export function annotation(
  level: "error" | "warning" | "notice",
  title: string,
  text: string,
  place: Annotated | undefined,
  workspace: string | undefined,
): string {
  const at =
    place === undefined
      ? {}
      : {
          file: workspace === undefined ? place.file : relative(workspace, resolve(place.file)),
          line: String(place.line),
          col: String(place.column),
          ...(place.endColumn === undefined ? {} : { endColumn: String(place.endColumn) }),
        };
  const properties = Object.entries({ ...at, title }).map(
    ([key, value]) => `${key}=${escapeProperty(value)}`,
  );
  return `::${level} ${properties.join(",")}::${escapeData(text)}`;
}

/** As the runner reads them back: percent signs and line ends, in properties what separates them, too. */
const escapeData = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
