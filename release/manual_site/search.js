// The search of the site, in the browser. Its index is fetched when somebody first types; from a folder on disk, where
// browsers fetch nothing, it says so.

import MiniSearch from "minisearch";

const MOST = 20;

const root = document.currentScript?.getAttribute("data-root") ?? "";
const field = document.getElementById("search");
const list = document.getElementById("found");

/** @type {Promise<MiniSearch> | undefined} */
let index;

async function load() {
  const answer = await fetch(`${root}search.json`);
  const search = new MiniSearch({
    fields: ["title", "text"],
    storeFields: ["title", "url", "kind"],
    // Names of words are made of any characters.
    tokenize: (text) => text.split(/\s+/),
    searchOptions: { boost: { title: 4 }, prefix: true, fuzzy: (term) => (term.length > 4 ? 0.2 : false) },
  });
  search.addAll(await answer.json());
  return search;
}

async function show() {
  const asked = field.value.trim();
  list.hidden = asked === "";
  if (asked === "") return;
  try {
    index ??= load();
    const found = (await index).search(asked).slice(0, MOST);
    if (field.value.trim() !== asked) return;
    list.replaceChildren(...found.map(({ title, url, kind }) => item(title, `${root}${url}`, kind)));
    if (found.length === 0) list.replaceChildren(item(`Nothing about ${asked}`, "", ""));
  } catch {
    index = undefined;
    list.replaceChildren(item("Search needs a web server: npx serve dist/manual-site", "", ""));
  }
}

function item(title, url, kind) {
  const entry = document.createElement("li");
  const target = url === "" ? document.createElement("span") : document.createElement("a");
  if (target instanceof HTMLAnchorElement) target.href = url;
  target.textContent = title;
  const label = document.createElement("small");
  label.textContent = kind;
  entry.append(target, " ", label);
  return entry;
}

// On a phone the page comes first.
if (matchMedia("(max-width: 50rem)").matches)
  for (const group of document.querySelectorAll("nav details")) group.removeAttribute("open");

field.addEventListener("input", () => void show());
field.addEventListener("keydown", (event) => {
  if (event.key === "Escape") field.value = "";
  if (event.key === "Escape") void show();
  if (event.key === "Enter") list.querySelector("a")?.click();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || document.activeElement === field) return;
  event.preventDefault();
  field.focus();
});
