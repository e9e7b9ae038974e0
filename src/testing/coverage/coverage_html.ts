/** Coverage as pages: one with all files, and one for each with its source and the counts beside it. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import {
  type BranchCounts,
  type CoverageData,
  type CoverageTotals,
  type FileCoverage,
  percentOf,
  type Share,
} from "./coverage_data.ts";
import { pathBelow } from "./lcov.ts";

/**
 * Writes the pages.
 * @param folder where to
 * @param base the folder from which files are named
 * @throws what the system says when they cannot be written
 */
export function writeCoverageHtml(data: CoverageData, folder: string, base: string): void {
  mkdirSync(folder, { recursive: true });
  const pages = data.files.map((file, at) => ({
    file,
    title: pathBelow(file.path, base),
    // Folders may hold files of the same name.
    page: `${at + 1}-${basename(file.path)}.html`,
  }));
  for (const { file, title, page } of pages) writeFileSync(join(folder, page), filePage(file, title));
  const rows = pages.map(({ file, title, page }) => {
    const link = `<a href="${encodeURIComponent(page)}">${escapeHtml(title)}</a>`;
    return `<tr><td>${link}</td>${cells(file.totals)}</tr>`;
  });
  const all = `<tr class="all"><td>all</td>${cells(data.totals)}</tr>`;
  const head = "<tr><th>file</th><th>lines</th><th>branches</th><th>words</th></tr>";
  writeFileSync(
    join(folder, "index.html"),
    html(
      "Coverage",
      `<h1>Coverage</h1><table class="files"><thead>${head}</thead><tbody>${rows.join("")}${all}</tbody></table>`,
    ),
  );
}

const cells = ({ lines, branches, words }: CoverageTotals): string =>
  [lines, branches, words].map(cell).join("");

function cell(share: Share): string {
  const percent = percentOf(share);
  const level = percent >= 90 ? "high" : percent >= 60 ? "middle" : "low";
  const bar = `<span class="bar ${level}"><span style="width:${percent}%"></span></span>`;
  return `<td class="share">${bar}<b>${percent.toFixed(1)}%</b> <small>${share.hit}/${share.found}</small></td>`;
}

function filePage(file: FileCoverage, title: string): string {
  const source = sourceLines(file.path);
  const branches = Map.groupBy(file.branches, ({ line }) => line);
  const last = Math.max(source?.length ?? 0, ...file.lines.keys());
  const rows = Array.from({ length: last }, (_, at) => {
    const line = at + 1;
    return sourceLine(line, source?.[at] ?? "", file.lines.get(line), branches.get(line) ?? []);
  });
  const words = file.words
    .toSorted((a, b) => a.line - b.line)
    .map(
      ({ name, line, count }) =>
        `<tr class="${count === 0 ? "missed" : "hit"}"><td><a href="#L${line}">${escapeHtml(name)}</a></td><td class="count">${count}</td></tr>`,
    );
  const missing = source === undefined ? "<p>The source is not there to be read.</p>" : "";
  return html(
    title,
    `<p><a href="index.html">all files</a></p><h1>${escapeHtml(title)}</h1>${missing}
<table class="files"><thead><tr><th>lines</th><th>branches</th><th>words</th></tr></thead><tbody><tr>${cells(file.totals)}</tr></tbody></table>
<table class="source"><tbody>
${rows.join("\n")}
</tbody></table>
<h2>Words</h2><table class="words"><tbody>${words.join("")}</tbody></table>`,
  );
}

function sourceLine(
  line: number,
  text: string,
  count: number | undefined,
  branches: readonly BranchCounts[],
): string {
  const half = branches.some(({ taken, other }) => (taken === 0) !== (other === 0));
  const kind = count === undefined ? "none" : count === 0 ? "missed" : half ? "half" : "hit";
  // A way that was never gone is marked, in a form that does not need colours.
  const ways = branches.map(({ taken, other }) => {
    const title = `true, or entered: ${taken}; other: ${other}`;
    const sign = (ways: number, letter: string) =>
      ways > 0 ? `<i>${letter}</i>` : `<i class="not">${letter}</i>`;
    return `<span class="ways" title="${title}">${sign(taken, "T")}${sign(other, "F")}</span>`;
  });
  return `<tr id="L${line}" class="${kind}"><td class="line">${line}</td><td class="count">${count ?? ""}</td><td class="branches">${ways.join(" ")}</td><td><pre>${escapeHtml(text)}</pre></td></tr>`;
}

function sourceLines(path: string): string[] | undefined {
  try {
    const lines = readFileSync(path, "utf8").split(/\r?\n/);
    if (lines.at(-1) === "") lines.pop();
    return lines;
  } catch {
    // Merged results may come from another machine: the counts are shown without it.
    return undefined;
  }
}

const escapeHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const html = (title: string, body: string): string => `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`;

const style = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#ffffff, #16181c);
  --ink: light-dark(#1b1f24, #d8dee6);
  --faint: light-dark(#626a73, #8d96a1);
  --rule: light-dark(#d5dae0, #343a42);
  --missed: light-dark(#fbdcdc, #55202a);
  --half: light-dark(#fbefc8, #4a3d14);
  --hit: light-dark(#e4f5e6, #17331f);
  --bad: light-dark(#b3261e, #ff8a80);
  --good: light-dark(#1e7d32, #6fce84);
  --fair: light-dark(#9a6a00, #e2b04a);
}
body { margin: 0 auto; max-width: 76rem; padding: 1rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.45 system-ui, sans-serif; }
h1 { font-size: 1.3rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; }
a { color: inherit; }
small { color: var(--faint); }
table { border-collapse: collapse; }
.files td, .files th { padding: .3rem .8rem .3rem 0; text-align: left; border-bottom: 1px solid var(--rule); }
.files .all td { font-weight: bold; }
.share { white-space: nowrap; }
.bar { display: inline-block; width: 5rem; height: .6rem; margin-right: .5rem; background: var(--rule); }
.bar > span { display: block; height: 100%; }
.high > span { background: var(--good); }
.middle > span { background: var(--fair); }
.low > span { background: var(--bad); }
.source { width: 100%; margin-top: 1rem; }
.source td { padding: 0 .6rem; vertical-align: top; }
.source pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4; }
.source pre, .line, .count, .branches { font: .85rem/1.5 ui-monospace, monospace; }
.line, .count { text-align: right; color: var(--faint); white-space: nowrap; }
.line { user-select: none; }
.missed { background: var(--missed); }
.half { background: var(--half); }
.source .hit .count { background: var(--hit); }
.missed .count { color: var(--bad); font-weight: bold; }
.branches { white-space: nowrap; color: var(--faint); }
.branches i { font-style: normal; }
.branches .not { color: var(--bad); text-decoration: line-through; font-weight: bold; }
.words td { padding: 0 .8rem 0 .3rem; font: .85rem/1.5 ui-monospace, monospace; }
@media (max-width: 48rem) {
  body { padding: .5rem; }
  .files { display: block; overflow-x: auto; }
  .bar { display: none; }
  .source td { padding: 0 .25rem; }
}
:target { outline: 2px solid var(--faint); }
`;
