/** The manual: pages of Markdown in `src/manual`, which help shows as text, and `npm run site` as a site. */
import { usableWidth, wrapped } from "./layout.ts";
import { referenceTexts } from "./texts.ts";
import type { PageStyle } from "./word_page.ts";

interface ManualPage {
  /** As it is asked for, such as `first-half-hour`. */
  readonly name: string;
  readonly title: string;
  /** Markdown, with its heading. */
  readonly text: string;
}

/** In the order in which they are to be read. */
export function manualPages(): ManualPage[] {
  return [...referenceTexts()]
    .filter(([path]) => path.startsWith("manual/"))
    .map(([path, text]) => ({
      name: path.replace(/^manual\/\d+-/, "").replace(/\.md$/, ""),
      title: /^# (.*)$/m.exec(text)?.[1] ?? "",
      text,
    }));
}

export const manualPageNamed = (name: string): ManualPage | undefined =>
  manualPages().find((page) => page.name === name.toLowerCase());

/** A page for a screen: programs are indented, what they print stands behind a bar. */
export function manualPage({ text }: ManualPage, { paint, columns }: PageStyle): string {
  const lines: string[] = [];
  let fence: string | undefined;
  for (const line of text.trimEnd().split("\n")) {
    const mark = /^```(\w*)(?: (\S+))?$/.exec(line);
    if (mark !== null) {
      if (fence === undefined && mark[2] !== undefined) lines.push(paint.dim(`    \\ the file ${mark[2]}`));
      fence = fence === undefined ? (mark[1] ?? "") : undefined;
    } else if (fence === "output" || fence === "error") lines.push(paint.dim(`    | ${line}`));
    else if (fence !== undefined) lines.push(`    ${line}`);
    else if (line.startsWith("#")) lines.push(paint.strong(line.replace(/^#+ /, "")));
    else lines.push(...wrapped(plain(line), usableWidth(columns)));
  }
  return `${lines.join("\n")}\n`;
}

/** Without the marks of Markdown; where a link leads is said as what to type. */
const plain = (line: string): string =>
  line.replace(/\[([^\]]+)\]\(([^)]+)\)/g, "$1 (help manual $2)").replace(/[`*]([^`*]+)[`*]/g, "$1");

/** The names of all pages with their titles. */
export function manualList({ paint }: PageStyle): string {
  const pages = manualPages();
  const widest = Math.max(...pages.map(({ name }) => name.length));
  const lines = pages.map(({ name, title }) => `  ${name.padEnd(widest)}  ${title}`);
  return `${[paint.strong("The manual"), ...lines, "", "  help manual first-half-hour shows the first page."].join("\n")}\n`;
}
