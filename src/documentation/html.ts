/** Pages of a program as one file of HTML that needs nothing else. */
import { effectComment, entryOf } from "../reference/word_table.ts";
import { effectOf, factsOf } from "./markdown.ts";
import type { DocumentedWord, FilePages, Section, SourceLink } from "./program_pages.ts";
import style from "./style.css" with { type: "text" };

export function htmlPages(files: readonly FilePages[]): string {
  const title = files.map((file) => file.title).join(", ");
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(title)}</title><style>${style}</style>`;
  return `<!doctype html>\n<html lang="en"><head>${head}</head>\n<body>\n${navigation(files)}\n<main>\n${files.map(fileBody).join("\n")}\n</main>\n</body></html>\n`;
}

function navigation(files: readonly FilePages[]): string {
  const lists = files.map(({ title, sections }) => {
    const words = sections.flatMap((section) => section.words);
    const items = words.map(({ name, anchor }) => `<li><a href="#${anchor}">${escaped(name)}</a></li>`);
    return `<h2>${escaped(title)}</h2>\n<ul>${items.join("")}</ul>`;
  });
  return `<nav>${lists.join("\n")}</nav>`;
}

function fileBody({ title, introduction, sections }: FilePages): string {
  const intro =
    introduction.length === 0 ? "" : `<p class="comment">${escaped(introduction.join("\n"))}</p>\n`;
  return `<h1>${escaped(title)}</h1>\n${intro}${sections.map(sectionBody).join("\n")}`;
}

function sectionBody({ title, words }: Section): string {
  const heading = title === undefined ? "" : `<h2>${escaped(title)}</h2>\n`;
  return heading + words.map(wordBody).join("\n");
}

function wordBody(word: DocumentedWord): string {
  const { name, anchor, comment, line, source, links, usedBy } = word;
  const users = usedBy.map((user) => `<a href="#${user.anchor}">${escaped(user.name)}</a>`).join(", ");
  const facts = [escaped(factsOf(word)), `line ${line}`, users === "" ? "" : `used by ${users}`];
  const said = comment.length === 0 ? "" : `<p class="comment">${escaped(comment.join("\n"))}</p>\n`;
  return `<section id="${anchor}">\n<h3><code>${escaped(name)}</code> <span class="effect">${escaped(effectOf(word))}</span></h3>\n${said}<p class="facts">${facts.filter((fact) => fact !== "").join("; ")}</p>\n<pre>${linkedSource(source, links)}</pre>\n</section>`;
}

/** The source with links to the words of the page, and with what is known of the system's words. */
function linkedSource(source: string, links: readonly SourceLink[]): string {
  let html = "";
  let at = 0;
  for (const { start, end, anchor, name } of links) {
    if (start < at) continue;
    html += escaped(source.slice(at, start));
    const text = escaped(source.slice(start, end));
    const entry = anchor === undefined ? entryOf(name) : undefined;
    const title =
      entry === undefined ? "" : ` title="${escaped(`${effectComment(entry)} ${entry.summary}`)}"`;
    if (anchor !== undefined) html += `<a href="#${anchor}">${text}</a>`;
    else if (entry?.standard !== undefined)
      html += `<a class="system" href="${escaped(entry.standard)}"${title}>${text}</a>`;
    else html += title === "" ? text : `<span${title}>${text}</span>`;
    at = end;
  }
  return html + escaped(source.slice(at));
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => entities[character] as string);
