/** Help on the command line and in a session: words, topics, errors, the program's own words. */
import { describe, expect, test } from "bun:test";
import { chmodSync } from "node:fs";
import { wordTable } from "../../src/reference/word_table.ts";
import { fastforth, file } from "./fastforth.ts";

const program = (code: string) => fastforth(["-e", code]);

describe("fastforth help", () => {
  test("alone begins with what to try", async () => {
    const { code, out } = await fastforth(["help"]);
    expect([code, out.split("\n")[0]]).toEqual([0, "Help: what to try first"]);
    expect(out).toContain("9 square .");
    expect(out).toContain("fastforth --help lists options and commands");
  });

  test("tells about a word, a word set, a topic, an error and a command", async () => {
    const dup = await fastforth(["help", "dup"]);
    expect(dup.out).toMatch(/^dup \( x -- x x \) +Core\n {2}Copies the top item\.\n/);
    expect(dup.out).toContain("https://forth-standard.org/standard/core/DUP");
    expect((await fastforth(["help", "-rot"])).out).toContain("-rot ( x1 x2 x3 -- x3 x1 x2 )");
    expect((await fastforth(["help", "DUP"])).out).toBe(dup.out);
    expect((await fastforth(["help", "block", "words"])).out).toMatch(/^Block\n(?:.*\n)*? {2}load /);
    expect((await fastforth(["help", "strings"])).out).toMatch(/^Strings\n/);
    expect((await fastforth(["help", "-9"])).out).toMatch(/^-9 Invalid memory address\n/);
    expect((await fastforth(["help", "throw", "codes"])).out).toContain("-79  ");
    expect((await fastforth(["help", "bench"])).out).toContain("USAGE");
    expect((await fastforth(["help", "see"])).out).toContain("fastforth see --help");
  });

  test("says what is close to something unknown", async () => {
    const { code, out, err } = await fastforth(["help", "swpa"]);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain("Did you mean swap?");
  });

  test("apropos lists words whose names or descriptions have a text", async () => {
    const { code, out } = await fastforth(["apropos", "square"]);
    expect(code).toBe(0);
    expect(out).toContain("fsqrt");
    expect((await fastforth(["apropos", "zzzz"])).code).toBe(1);
  });
});

describe("the table of words", () => {
  test("fastforth words --json has all of it", async () => {
    const { code, out } = await fastforth(["words", "--json"]);
    const words = JSON.parse(out) as {
      name: string;
      effect: string;
      standard: string | null;
      example: unknown[];
    }[];
    expect(code).toBe(0);
    expect(words.map(({ name }) => name)).toEqual([...wordTable().words.keys()]);
    expect(words.find(({ name }) => name === "dup")).toMatchObject({ effect: "x -- x x", set: "Core" });
    expect(words.find(({ name }) => name === "-rot")?.standard).toBeNull();
  });

  test("fastforth words groups names by word set", async () => {
    const { out } = await fastforth(["words", "rot"]);
    expect(out).toMatch(/^Core\n {2}rot\n\nDouble\n {2}2rot\n/);
    expect((await fastforth(["words", "zzzz"])).code).toBe(1);
  });

  test("fastforth doc shows words, also as JSON", async () => {
    const { code, out } = await fastforth(["doc", "tuck", "nip"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^tuck [\s\S]*\nnip /);
    expect(JSON.parse((await fastforth(["doc", "nip", "--json"])).out)).toMatchObject([{ name: "nip" }]);
    const unknown = await fastforth(["doc", "nipp"]);
    expect([unknown.code, unknown.err]).toEqual([
      1,
      "fastforth: the system has no word nipp\n  hint: did you mean nip?\n",
    ]);
  });

  test("fastforth demo runs, and shows its source", async () => {
    const { code, out } = await fastforth(["demo"]);
    expect([code, out.includes("hypotenuse 3 4  = 5.")]).toEqual([0, true]);
    expect((await fastforth(["demo", "--source"])).out).toContain(": planet ");
  });
});

describe("help in a program", () => {
  const source = file(
    "shapes.fs",
    [
      "\\ Shapes and their areas.",
      "",
      "\\ The area of a rectangle,",
      "\\ in square units.",
      ": area ( width height -- n ) * ;",
      ": square ( n -- n2 ) \\ multiplies a number by itself",
      "\\G also of negative ones",
      "  dup area ;",
      "3 constant sides \\ of a triangle",
      ": both ['] square execute square ;",
    ].join("\n"),
  );
  const inside = async (code: string) => (await fastforth(["-e", `s" ${source}" included ${code}`])).out;

  test("tells a word's stack comment, place, comments, source, effect and uses", async () => {
    const area = await inside("help area");
    expect(area).toMatch(/area \( width height -- n \) +\S+shapes\.fs:5:3\n/);
    expect(area).toContain(
      "  The area of a rectangle,\n  in square units.\n\n    : area ( width height -- n ) * ;\n",
    );
    expect(area).toContain("a definition; stack effect as compiled: 2 -- 1; used in 1 place (where area)");
    expect(area).not.toContain("Shapes and their");
    const square = await inside("help square");
    expect(square).toContain("  multiplies a number by itself\n  also of negative ones\n");
    expect(await inside("help sides")).toContain("  of a triangle\n");
    expect(await inside("help dup")).toContain("Copies the top item.");
  });

  test("the program's words come before the system's", async () => {
    expect((await program(": dup ( -- ) ;\nhelp dup")).out).toContain("<command line>:1:3");
    expect(await inside("apropos square")).toMatch(/^\n {2}square +\( n -- n2 \) +multiplies/);
  });

  test("an effect that is not fixed is not made up", async () => {
    expect((await program(": f if 1 then ;\nhelp f")).out).toContain("not the same on all paths");
    expect((await program(": f evaluate ;\nhelp f")).out).toContain("not the same on all paths");
  });

  test("LOCATE shows the source around a word, WHERE its uses", async () => {
    expect(await inside("locate square")).toMatch(
      /square at \S+shapes\.fs:6:3\n +4 [\s\S]*\n +6 {2}: square /,
    );
    const uses = await inside("where square");
    expect(uses).toMatch(/^\n\S+shapes\.fs:10:\d+ in both\n/);
    expect(uses.match(/ in both\n/g)).toHaveLength(2);
    expect(await inside("where dup")).toContain(" in square\n");
    expect(await inside("where sides")).toBe("\nNothing uses sides.\n");
    const loose = file(
      "loose.fs",
      ': up 1+ ;\n\\ up in a comment ( up ) .( up )\n5 up s" up" 2drop\n  up constant six\n: two up up ;\n',
    );
    const found = (await fastforth(["-e", `s" ${loose}" included where up`])).out;
    const heads = found.match(/loose\.fs:.*/g)?.map((head) => head.slice("loose.fs:".length));
    expect(heads).toEqual([
      "5:7 in two",
      "5:10 in two",
      "3:3 outside of definitions",
      "4:3 outside of definitions",
    ]);
  });

  test.skipIf(process.platform === "win32")("EDIT opens the editor at a word's place", async () => {
    const editor = file("editor.sh", '#!/bin/sh\necho "edits $*"\n');
    chmodSync(editor, 0o755);
    const code = `s" ${source}" included edit square`;
    const { out } = await fastforth(["-e", code], { env: { VISUAL: undefined, EDITOR: editor } });
    expect(out).toContain(`edits +6 ${source}\n`);
    const without = await fastforth(["-e", code], { env: { VISUAL: undefined, EDITOR: undefined } });
    expect(without.out).toContain("set EDITOR to the command of your editor");
  });

  test("SEE of a word of the system shows what is known of it", async () => {
    expect((await program("see dup")).out).toBe(
      "dup  \\ ( x -- x x ) copies the top item; a word of the system\n",
    );
  });

  test("WORDS in a program lists all names and takes no text", async () => {
    const { out } = await program("words 5 .");
    expect(out).toMatch(/ dup .* 5 $/s);
  });
});
