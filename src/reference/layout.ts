/** Laying out text for a screen: paragraphs, columns, tables. */

/** Columns beyond which lines are hard to read. */
const WIDEST = 100;

export const usableWidth = (columns: number): number => Math.max(20, Math.min(columns, WIDEST) - 1);

/** Breaks text into lines at blanks. */
export function wrapped(text: string, width: number, indent = ""): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(" ")) {
    if (line.length > indent.length && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent;
    }
    line += line.length > indent.length ? ` ${word}` : word;
  }
  return [...lines, line];
}

/** Names in columns, read downwards. */
export function inColumns(names: readonly string[], width: number, indent = "  "): string[] {
  const widest = Math.max(0, ...names.map((name) => name.length)) + 2;
  const columns = Math.max(1, Math.floor((width - indent.length + 2) / widest));
  const rows = Math.ceil(names.length / columns);
  return Array.from({ length: rows }, (_, row) => {
    const cells = names.filter((_, at) => at % rows === row);
    return (indent + cells.map((name) => name.padEnd(widest)).join("")).trimEnd();
  });
}

/** Rows of a name, something about it and more; the last column is cut to the width. */
export function inTable(rows: readonly (readonly [string, string, string])[], width: number): string[] {
  const widths = [0, 1].map((column) =>
    Math.min(28, Math.max(0, ...rows.map((row) => (row[column] as string).length))),
  ) as [number, number];
  return rows.map(([first, second, third]) => {
    const line = `  ${first.padEnd(widths[0])}  ${second.padEnd(widths[1])}  ${third}`.trimEnd();
    return line.length > width ? `${line.slice(0, width - 1)}…` : line;
  });
}
