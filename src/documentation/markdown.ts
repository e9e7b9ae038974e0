/** Pages of a program as Markdown. */
import { sentence } from "../reference/word_page.ts";
import type { DocumentedWord, FilePages, Section } from "./program_pages.ts";

export function markdownPages(files: readonly FilePages[]): string {
  return `${files.map(filePage).join("\n\n")}\n`;
}

function filePage({ title, introduction, sections }: FilePages): string {
  const parts = [`# ${escaped(title)}`];
  if (introduction.length > 0) parts.push(introduction.map(escaped).join("\n"));
  const words = sections.flatMap((section) => section.words);
  if (words.length > 0) parts.push(indexTable(words));
  return [...parts, ...sections.flatMap(sectionParts)].join("\n\n");
}

function indexTable(words: readonly DocumentedWord[]): string {
  const rows = words.map(
    (word) =>
      `| [\`${cell(word.name)}\`](#${word.anchor}) | ${code(effectOf(word))} | ${cell(escaped(firstSentence(word.comment)))} |`,
  );
  return ["| word | stack effect | |", "|---|---|---|", ...rows].join("\n");
}

function firstSentence(comment: readonly string[]): string {
  const text = comment.join(" ");
  return /^.*?\.(?=\s|$)/.exec(text)?.[0] ?? text;
}

function sectionParts({ title, words }: Section): string[] {
  return [...(title === undefined ? [] : [`## ${escaped(title)}`]), ...words.map(wordPart)];
}

function wordPart(word: DocumentedWord): string {
  const { name, anchor, comment, line, source, usedBy } = word;
  const parts = [`<a id="${anchor}"></a>\n### ${code(name)} ${code(effectOf(word))}`.trimEnd()];
  if (comment.length > 0) parts.push(comment.map(escaped).join("\n"));
  const facts = [factsOf(word), `line ${line}`];
  if (usedBy.length > 0)
    facts.push(`used by ${usedBy.map((user) => `[${code(user.name)}](#${user.anchor})`).join(", ")}`);
  parts.push(sentence(facts.filter((fact) => fact !== "").join("; ")));
  const fence = source.includes("```") ? "````" : "```";
  parts.push(`${fence}forth\n${source}\n${fence}`);
  return parts.join("\n\n");
}

/** The stack effect that a page shows: as it is written, else as it was found. */
export const effectOf = ({ effect, found }: DocumentedWord): string =>
  effect === undefined ? (found ?? "") : `( ${effect} )`;

/** What a word is, when it is no plain definition, and its effect when the page shows none that is written. */
export function factsOf({ kind, isImmediate, effect, found }: DocumentedWord): string {
  const facts = [kind === "word" ? "" : kind, isImmediate ? "immediate" : ""];
  if (effect === undefined && found !== undefined)
    facts.push("without a stack comment: this is the effect that was found");
  return facts.filter((fact) => fact !== "").join(", ");
}

function code(text: string): string {
  if (text === "") return "";
  return text.includes("`") ? `\`\` ${cell(text)} \`\`` : `\`${cell(text)}\``;
}

const cell = (text: string): string => text.replaceAll("|", "\\|");
const escaped = (text: string): string => text.replace(/[\\*_`<]/g, "\\$&");
