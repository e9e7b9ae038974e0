/** Pages of a program's words, made from its comments. */
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fastforth, file, scratch } from "./fastforth.ts";

const source = `#! /usr/bin/env fastforth
\\ Shapes and their areas.
\\ A library for examples.

\\ The area of a rectangle,
\\ in square units. More of that.
: area ( width height -- n ) * ;

\\ ---- squares ----------------------------------
: square ( n -- n2 ) \\ multiplies a number by itself
\\G also of negative ones
  dup area ;
3 constant sides \\ of a <triangle>
: +! ( n a -- ) tuck @ + swap ! ;
: both ['] square execute square ;
: maybe dup if drop then ; immediate
s" effect.txt" w/o create-file throw close-file throw
`;
const path = file("shapes.fs", source);

interface Page {
  introduction: string[];
  sections: {
    title?: string;
    words: { name: string; anchor: string; effect?: string; found?: string; comment: string[] }[];
  }[];
}

describe("fastforth doc FILE", () => {
  test("tells what the program says of its words", async () => {
    const { code, out } = await fastforth(["doc", path, "--json"]);
    expect(code).toBe(0);
    const [page] = JSON.parse(out) as [Page];
    expect(page.introduction).toEqual(["Shapes and their areas.", "A library for examples."]);
    expect(page.sections.map(({ title, words }) => [title, words.map(({ name }) => name)])).toEqual([
      [undefined, ["area"]],
      ["squares", ["square", "sides", "+!", "both", "maybe"]],
    ]);
    const [, { words }] = page.sections as [unknown, Page["sections"][number]];
    expect(words[0]).toMatchObject({
      effect: "n -- n2",
      found: "( x -- x )",
      comment: ["multiplies a number by itself", "also of negative ones"],
      line: 10,
      source:
        ": square ( n -- n2 ) \\ multiplies a number by itself\n\\G also of negative ones\n  dup area ;",
      usedBy: [{ name: "both", anchor: "word-both" }],
    });
    expect(words[3]).toMatchObject({ name: "both", found: "( x -- x )" });
    expect(words[3]?.effect).toBeUndefined();
    expect(words[4]).toMatchObject({ isImmediate: true, found: "( x -- | x )" });
  });

  test("as Markdown with an index and links", async () => {
    const { code, out } = await fastforth(["doc", path]);
    expect(code).toBe(0);
    expect(out).toStartWith("# shapes.fs\n\nShapes and their areas.\nA library for examples.\n\n| word |");
    expect(out).toContain(
      "| [`area`](#word-area) | `( width height -- n )` | The area of a rectangle, in square units. |\n",
    );
    expect(out).toContain('## squares\n\n<a id="word-square"></a>\n### `square` `( n -- n2 )`\n');
    expect(out).toContain("of a \\<triangle>\n");
    expect(out).toContain("[`+!`](#word-_2b_21)");
    expect(out).toContain("used by [`square`](#word-square)");
  });

  test("as one page of HTML whose links lead somewhere", async () => {
    const { code, out } = await fastforth(["doc", "-o", "shapes.html", path, "--html"]);
    expect([code, out]).toEqual([0, ""]);
    const html = readFileSync(join(scratch, "shapes.html"), "utf8");
    const anchors = new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const targets = [...html.matchAll(/href="#([^"]+)"/g)].map(([, target]) => target);
    expect(targets.length).toBeGreaterThan(8);
    expect(targets.filter((target) => !anchors.has(target))).toEqual([]);
    expect(html).toContain('<a href="#word-area">area</a> ');
    expect(html).toContain("of a &lt;triangle&gt;");
    expect(html).toContain('title="( x -- x x ) copies the top item">dup</a>');
    // The page as text is the source again.
    const shown = [...html.matchAll(/<pre>([\s\S]*?)<\/pre>/g)].map(([, text = ""]) =>
      text.replace(/<[^>]*>/g, ""),
    );
    expect(shown[1]).toContain(": square ( n -- n2 ) \\ multiplies");
  });

  test("reads a program without what it does to the outside", async () => {
    await fastforth(["doc", path]);
    expect(await Bun.file(join(scratch, "effect.txt")).exists()).toBe(false);
  });

  test("says what it cannot show", async () => {
    expect((await fastforth(["doc", "no-such.fs"])).code).toBe(2);
    const both = await fastforth(["doc", "dup", path]);
    expect([both.code, both.err]).toEqual([2, expect.stringContaining("not both")]);
    expect((await fastforth(["doc", path, "--format", "pdf"])).code).toBe(2);
  });
});
