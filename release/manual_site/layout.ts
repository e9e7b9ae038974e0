// What all pages of the site have: navigation, search, light and dark.

import { escaped } from "./html.ts";

export interface SitePage {
  /** Relative to the site, with slashes. */
  readonly path: string;
  readonly title: string;
  /** Where the navigation has it. */
  readonly group: "Manual" | "Words" | undefined;
  /** HTML. */
  readonly body: string;
}

/** A colon on a dark square: it begins a word. */
const icon = encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#0a58ca"/><circle cx="8" cy="5" r="1.8" fill="#fff"/><circle cx="8" cy="11" r="1.8" fill="#fff"/></svg>',
);

export function pageHtml(page: SitePage, pages: readonly SitePage[], version: string): string {
  const up = "../".repeat(page.path.split("/").length - 1);
  const title = page.title === "FastForth" ? "FastForth" : `${page.title}: FastForth`;
  const group = (name: SitePage["group"], open: boolean) => {
    const items = pages
      .filter((other) => other.group === name)
      .map(({ path, title: its }) => {
        const here = path === page.path ? ' aria-current="page"' : "";
        return `<li><a href="${up}${path}"${here}>${escaped(its)}</a></li>`;
      });
    return `<details${open ? " open" : ""}><summary>${name}</summary><ul>${items.join("")}</ul></details>`;
  };
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<link rel="icon" href="data:image/svg+xml,${icon}">
<link rel="stylesheet" href="${up}style.css">
<script defer src="${up}search.js" data-root="${up}"></script>
</head>
<body>
<header>
<a class="name" href="${up}index.html">FastForth</a> <span class="version">${escaped(version)}</span>
<input type="search" id="search" placeholder="Search words and pages" aria-label="Search words and pages" autocomplete="off">
<ol id="found" hidden></ol>
</header>
<nav aria-label="Pages">
${group("Manual", page.group !== "Words")}
${group("Words", page.group === "Words")}
</nav>
<main>
${page.body}
${neighbours(page, pages, up)}
</main>
</body>
</html>
`;
}

/** The chapters before and behind. */
function neighbours(page: SitePage, pages: readonly SitePage[], up: string): string {
  if (page.group !== "Manual") return "";
  const chapters = pages.filter(({ group }) => group === "Manual");
  const at = chapters.indexOf(page);
  const link = (other: SitePage | undefined, arrow: string) =>
    other === undefined
      ? "<span></span>"
      : `<a href="${up}${other.path}">${arrow} ${escaped(other.title)}</a>`;
  return `<footer>${link(chapters[at - 1], "←")}${link(chapters[at + 1], "→")}</footer>`;
}
