/** Pages of help that are about no single word: `texts/topics`. Lines indented by four blanks are programs that run. */

import { referenceTexts } from "./texts.ts";
import type { PageStyle } from "./word_page.ts";
import { readExampleLine } from "./word_table.ts";

interface Topic {
  readonly name: string;
  readonly title: string;
  /** Behind the title, as they are shown. */
  readonly lines: readonly string[];
}

/** In the order of their names. */
export function topics(): Topic[] {
  return [...referenceTexts()]
    .filter(([path]) => path.startsWith("topics/"))
    .map(([path, text]) => {
      const [heading = "", ...lines] = text.trimEnd().split("\n");
      return { name: path.slice("topics/".length, -".txt".length), title: heading.replace(/^# /, ""), lines };
    });
}

export const topicNamed = (name: string): Topic | undefined =>
  topics().find((topic) => topic.name === name.toLowerCase());

export function topicPage({ title, lines }: Topic, { paint }: PageStyle): string {
  const body = lines.map((line) => {
    if (!line.startsWith("    ")) return line;
    const { code, output } = readExampleLine(line);
    return output === undefined
      ? line
      : `${code}${line.slice(code.length).replace(/^( *)(\\ .*)$/, (_, gap, text) => gap + paint.dim(text))}`;
  });
  return `${[paint.strong(title), ...body].join("\n")}\n`;
}

/** The names of all topics with their titles. */
export function topicList({ paint }: PageStyle): string {
  const lines = topics().map(({ name, title }) => `  ${name.padEnd(10)}  ${title}`);
  return `${[paint.strong("Topics"), ...lines].join("\n")}\n`;
}
