// `npm run site`: the manual and the table of words as a static site, in dist/manual-site. It needs no server: every link
// is relative, and search is a script with an index of its own.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { version } from "../../package.json";
import { manualPages } from "../../src/reference/manual.ts";
import { throwCodes } from "../../src/reference/throw_codes.ts";
import { wordTable } from "../../src/reference/word_table.ts";
import { BuildError } from "../build_error.ts";
import { distFolder } from "../steps.ts";
import { codesPage, manualBody, setFile, wordSetPage } from "./bodies.ts";
import { escaped } from "./html.ts";
import { pageHtml, type SitePage } from "./layout.ts";
import style from "./style.css" with { type: "text" };

/** An entry of the search. */
interface Found {
  readonly id: number;
  readonly title: string;
  /** What is searched besides the title. */
  readonly text: string;
  readonly url: string;
  readonly kind: "page" | "word" | "error";
}

/** Every file of the site by its path. */
export async function makeSite(): Promise<Map<string, string>> {
  const pages = sitePages();
  const files = new Map(pages.map((page) => [page.path, pageHtml(page, pages, version)]));
  files.set("style.css", style);
  files.set("search.js", await searchScript());
  files.set("search.json", JSON.stringify(searchEntries(pages)));
  return files;
}

function sitePages(): SitePage[] {
  const manual = manualPages();
  const [first] = manual;
  if (first === undefined) throw new BuildError("There is no manual.");
  const chapters = manual.map(
    ({ name, title, text }): SitePage => ({
      path: `manual/${name}.html`,
      title,
      group: "Manual",
      body: manualBody(text),
    }),
  );
  const sets = wordTable().sets.map(
    (set): SitePage => ({
      path: `words/${setFile(set.title)}.html`,
      title: set.title,
      group: "Words",
      body: wordSetPage(set),
    }),
  );
  const codes: SitePage = { path: "errors.html", title: "THROW codes", group: "Words", body: codesPage() };
  const start: SitePage = { path: "index.html", title: "FastForth", group: undefined, body: startPage() };
  return [start, ...chapters, ...sets, codes];
}

function startPage(): string {
  const chapters = manualPages().map(
    ({ name, title }) => `<li><a href="manual/${name}.html">${escaped(title)}</a></li>`,
  );
  const count = wordTable().words.size;
  return `<h1>FastForth</h1>
<p>A Forth in one file: it runs Forth 2012 scripts, tests and sessions, makes machine code of what is hot, and takes
updates of its compiler while programs run.</p>
<pre><code>$ fastforth -e ': square dup * ;  12 square .'
144</code></pre>
<ol>${chapters.join("")}</ol>
<p>${count} words, each with an effect, a sentence and an example that runs: search above, or choose a word set.</p>`;
}

function searchEntries(pages: readonly SitePage[]): Found[] {
  const chapters = pages.map(({ path, title, body }) => ({
    title,
    text: body
      .replaceAll(/<[^>]*>/g, " ")
      .replaceAll(/\s+/g, " ")
      .slice(0, 4000),
    url: path,
    kind: "page" as const,
  }));
  const words = wordTable().sets.flatMap((set) =>
    set.words.map(({ name, summary, effect }) => ({
      title: name,
      text: `${effect} ${summary}`,
      url: `words/${setFile(set.title)}.html#${encodeURIComponent(name)}`,
      kind: "word" as const,
    })),
  );
  const codes = [...throwCodes().values()].map(({ code, message }) => ({
    title: `${code} ${message}`,
    text: "",
    url: `errors.html#${code}`,
    kind: "error" as const,
  }));
  return [...words, ...chapters, ...codes].map((entry, id) => ({ id, ...entry }));
}

async function searchScript(): Promise<string> {
  const built = await Bun.build({
    entrypoints: [join(import.meta.dir, "search.js")],
    target: "browser",
    minify: true,
  });
  const [script] = built.outputs;
  if (script === undefined) throw new BuildError("The script of the search could not be made.");
  return await script.text();
}

/** Writes the site into a folder, in the place of what is there. */
export async function writeSite(folder: string): Promise<number> {
  const files = await makeSite();
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return files.size;
}

if (import.meta.main) {
  const folder = join(distFolder, "manual-site");
  const count = await writeSite(folder);
  console.log(`${count} files in ${folder}; open ${join(folder, "index.html")}`);
}
