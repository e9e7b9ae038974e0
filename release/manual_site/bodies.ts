// What stands on the pages of the site: chapters of the manual, word sets, error codes.

import { Marked, type Tokens } from "marked";
import { throwCodes } from "../../src/reference/throw_codes.ts";
import { sentence } from "../../src/reference/word_page.ts";
import { effectComment, entryOf, type WordSetEntry } from "../../src/reference/word_table.ts";
import { escaped } from "./html.ts";

/** A chapter. Its links name other chapters; programs are coloured, and their words lead to the table of words. */
export function manualBody(markdown: string): string {
  const marked = new Marked({
    renderer: {
      link({ href, tokens }: Tokens.Link) {
        const target = /^[a-z-]+$/.test(href) ? `${href}.html` : href;
        return `<a href="${escaped(target)}">${this.parser.parseInline(tokens)}</a>`;
      },
      code({ text, lang = "" }: Tokens.Code) {
        const [kind = "", file] = lang.split(" ");
        const label = file === undefined ? "" : `<figcaption>${escaped(file)}</figcaption>`;
        const body = kind === "forth" || kind === "session" ? forth(text, "../words/") : escaped(text);
        return `<figure class="${escaped(kind || "text")}">${label}<pre><code>${body}</code></pre></figure>\n`;
      },
    },
  });
  return marked.parse(markdown, { async: false });
}

/** A program in colours. @param words where the pages of word sets are, with a slash at the end */
function forth(source: string, words: string): string {
  // Comments, strings, numbers, other words; what a word parses is taken with it.
  const token = /(\\(?= |$).*|\((?= )[^)]*\)|\.\((?= )[^)]*\))|((?:\S*") [^"]*")|(\S+)|(\s+)/g;
  return source.replaceAll(token, (all, comment, string, word) => {
    if (comment !== undefined) return `<i>${escaped(comment)}</i>`;
    if (string !== undefined) return `<b>${escaped(string)}</b>`;
    if (word === undefined) return all;
    if (/^[-+$#%&]*\d[\da-fA-F.e]*$|^'.'$/.test(word)) return `<em>${escaped(word)}</em>`;
    const entry = entryOf(word);
    return entry === undefined ? escaped(word) : wordLink(word, words);
  });
}

function wordLink(word: string, words: string): string {
  const entry = entryOf(word);
  if (entry === undefined) return escaped(word);
  const title = escaped(`${effectComment(entry)} ${entry.summary}`);
  return `<a href="${words}${setFile(entry.set)}.html#${encodeURIComponent(entry.name)}" title="${title}">${escaped(word)}</a>`;
}

/** The file of a word set, without its ending. */
export const setFile = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");

export function wordSetPage({ title, words }: WordSetEntry): string {
  const distinct = words.filter(({ names, name }) => names[0] === name);
  const entries = distinct.map(({ names, effect, summary, standard, example }) => {
    const heads = names.map(
      (name) => `<code id="${escaped(encodeURIComponent(name))}">${escaped(name)}</code>`,
    );
    const link =
      standard === undefined ? "" : ` <a class="standard" href="${escaped(standard)}">standard</a>`;
    const lines = example.map(({ code, output }) => `${code}${output === undefined ? "" : `  \\ ${output}`}`);
    const shown = lines.length === 0 ? "" : `<pre><code>${forth(lines.join("\n"), "")}</code></pre>`;
    return `<section><h3>${heads.join(" ")} <span class="effect">( ${escaped(effect)} )</span>${link}</h3><p>${escaped(sentence(summary))}</p>${shown}</section>`;
  });
  return `<h1>${escaped(title)}</h1>\n${entries.join("\n")}`;
}

export function codesPage(): string {
  const entries = [...throwCodes().values()].map(({ code, message, paragraphs, examples }) => {
    const text = paragraphs.map((paragraph) => `<p>${escaped(paragraph)}</p>`).join("");
    const shown =
      examples.length === 0 ? "" : `<pre><code>${forth(examples.join("\n"), "words/")}</code></pre>`;
    return `<section id="${code}"><h3>${code} ${escaped(message)}</h3>${text}${shown}</section>`;
  });
  return `<h1>THROW codes</h1>\n${entries.join("\n")}`;
}
