// The site of the manual: every link leads somewhere, and a browser shows it wide, narrow, dark, and finds words in it.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import { makeSite, writeSite } from "../../release/manual_site/index.ts";
import { wordTable } from "../../src/reference/word_table.ts";
import { Browser, findBrowser } from "../testing/browser.ts";

let folder = "";
let server: Bun.Server<undefined>;
let files: ReadonlyMap<string, string>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "fastforth-site-"));
  files = await makeSite();
  await writeSite(folder);
  server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: ({ url }) => new Response(Bun.file(join(folder, new URL(url).pathname))),
  });
});
afterAll(async () => {
  await server.stop(true);
  rmSync(folder, { recursive: true });
});

test("every link inside leads to a page, and to a place on it", () => {
  const broken: string[] = [];
  const pages = [...files].filter(([path]) => path.endsWith(".html"));
  const ids = new Map(
    pages.map(([path, html]) => [path, new Set([...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id))]),
  );
  for (const [path, html] of pages)
    for (const [, href = ""] of html.matchAll(/(?:href|src)="([^"]*)"/g)) {
      if (/^(?:https?|data):/.test(href)) continue;
      const [file = "", anchor] = href.replaceAll("&amp;", "&").split("#");
      const target = file === "" ? path : posix.normalize(posix.join(posix.dirname(path), file));
      if (!files.has(target) || (anchor !== undefined && !ids.get(target)?.has(anchor)))
        broken.push(`${path}: ${href}`);
    }
  expect(broken).toEqual([]);
});

test("search knows every word", () => {
  const entries: { title: string; kind: string; url: string }[] = JSON.parse(
    files.get("search.json") ?? "[]",
  );
  expect(entries.filter(({ kind }) => kind === "word")).toHaveLength(
    wordTable().sets.flatMap(({ words }) => words).length,
  );
  expect(entries.find(({ title }) => title === "dup")?.url).toBe("words/core.html#dup");
});

const browser = findBrowser();
if (browser === undefined) console.log("the site is not looked at: there is no chromium here");

describe.skipIf(browser === undefined)("in a browser", () => {
  test("wide, narrow, light and dark", async () => {
    await using page = await Browser.open(browser as string, join(folder, "manual", "strings.html"));
    expect(await page.text("h1")).toBe("Strings");
    const ground = () => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    await page.prefer("light");
    const light = await ground();
    await page.prefer("dark");
    expect(await ground()).not.toBe(light);
    for (const width of [360, 1280]) {
      await page.resize(width);
      // Programs scroll in their own boxes; the page does not scroll sideways.
      expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
      expect((await page.screenshot()).length).toBeGreaterThan(10_000);
    }
    expect(await page.evaluate<number>("document.querySelectorAll('pre b').length")).toBeGreaterThan(5);
  }, 60_000);

  test("on a page of words a name stands out from its effect; on a phone the search is as wide as the page", async () => {
    await using page = await Browser.open(browser as string, join(folder, "words", "core.html"));
    const weight = (selector: string) =>
      page.evaluate<string>(`getComputedStyle(document.querySelector("${selector}")).fontWeight`);
    expect([await weight("section h3 code"), await weight("section h3 .effect")]).toEqual(["700", "400"]);
    await page.resize(390);
    const width = "document.getElementById('search').getBoundingClientRect().width";
    expect(await page.evaluate<number>(width)).toBeGreaterThan(330);
  }, 60_000);

  test("a word is found while it is typed, and its page opens", async () => {
    await using page = await Browser.open(browser as string, `${server.url.href}index.html`);
    await page.evaluate(
      "(() => { const field = document.getElementById('search'); field.value = 'dup'; field.dispatchEvent(new Event('input')); })()",
    );
    const deadline = Date.now() + 10_000;
    while (
      (await page.evaluate<number>("document.querySelectorAll('#found a').length")) === 0 &&
      Date.now() < deadline
    )
      await Bun.sleep(50);
    expect(await page.text("#found a")).toBe("dup");
    await page.click("#found a");
    expect(await page.evaluate<string>("location.pathname + location.hash")).toBe("/words/core.html#dup");
  }, 60_000);
});
