/** Each feature of the language server, asked for over the protocol as an editor does. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type {
  CodeLens,
  CompletionItem,
  CompletionList,
  DocumentHighlight,
  DocumentSymbol,
  FoldingRange,
  Hover,
  InlayHint,
  Location,
  Range,
  SemanticTokens,
  SignatureHelp,
  TextEdit,
  WorkspaceEdit,
  WorkspaceSymbol,
} from "vscode-languageserver";
import { Editor, withCursor } from "./editor.ts";

setDefaultTimeout(30_000);

let editor: Editor;
let files = 0;
beforeAll(async () => {
  editor = new Editor();
  await editor.start();
});
afterAll(async () => {
  expect(await editor.stop()).toBe(0);
});

/** Opens a text in which a bar is the cursor; gives its name and how to ask about the place. */
async function opened(marked: string, ending = ".fth") {
  const name = `file${++files}${ending}`;
  const { text, position } = withCursor(marked.includes("‸") ? marked : `${marked}‸`);
  await editor.open(name, text);
  return {
    name,
    text,
    ask: <Answer>(method: string, more: object = {}) =>
      editor.ask<Answer>(`textDocument/${method}`, name, { position, ...more }),
  };
}

const at = (startLine: number, start: number, end: number): Range => ({
  start: { line: startLine, character: start },
  end: { line: startLine, character: end },
});
const refusalOf = (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    () => "no refusal",
    (error) => String(error),
  );
const pageOf = ({ contents }: Hover): string => (contents as { value: string }).value;

describe("diagnostics", () => {
  test("are what the checker says, with its rules as codes", async () => {
    const { name } = await opened(": sq ( n -- n n ) dup * ;\n: main sq frob ;\nmain\n");
    const told = (await editor.diagnostics(name)).filter(({ severity }) => severity === 1);
    expect(told.map(({ code, severity, range }) => [code, severity, range])).toEqual([
      ["stack-comment", 1, at(0, 5, 17)],
      ["unknown-name", 1, at(1, 10, 14)],
    ]);
    expect(told[0]?.source).toBe("fastforth");
  });

  test("follow the text, and count characters as editors do", async () => {
    const { name } = await opened("frob\n");
    expect(await editor.diagnostics(name)).toHaveLength(1);
    await editor.change(name, '." 😀 ä" frob\n');
    expect((await editor.diagnostics(name)).map(({ range }) => range)).toEqual([at(0, 9, 13)]);
    await editor.change(name, '." well"\n');
    expect(await editor.diagnostics(name)).toEqual([]);
  });

  test("of a file that lacks words are those that it has in the program that includes it", async () => {
    editor.write("whole/main.fth", ": twice 2* ;\ninclude part.fth\nfour .\n");
    editor.write("whole/part.fth", "");
    await editor.open("whole/part.fth", ": four 2 twice ;\n");
    expect(
      (await editor.diagnostics("whole/part.fth")).filter(({ code }) => code === "unknown-name"),
    ).toEqual([]);
  });

  test("do nothing that the program does", async () => {
    const { name } = await opened('s" touch made" system s" made" w/o create-file drop close-file drop\n');
    await editor.diagnostics(name);
    expect(existsSync(join(editor.folder, "made"))).toBe(false);
  });
});

describe("hover", () => {
  test("tells the effect, the comment and the inferred effect of a word of the program", async () => {
    const { ask } = await opened("\\ Squares a number.\n: sq ( n -- n2 ) dup * ;\n: main 3 s‸q . ;\n");
    const hover = await ask<Hover>("hover");
    expect(pageOf(hover)).toContain("sq ( n -- n2 )");
    expect(pageOf(hover)).toContain("Squares a number.");
    expect(pageOf(hover)).toContain("Found out: `( x -- x )`; file");
    expect(hover.range).toEqual(at(2, 9, 11));
  });

  test("tells of a word of the system what the table has, with the standard's page", async () => {
    const { ask } = await opened(": main 3 DU‸P . . ;\n");
    const text = pageOf(await ask<Hover>("hover"));
    expect(text).toContain("dup ( x -- x x )");
    expect(text).toContain("Copies the top item.");
    expect(text).toContain("[Core](https://forth-standard.org/standard/core/DUP)");
  });

  test("tells nothing of comments and strings", async () => {
    const comment = await opened(": main ( du‸p ) 3 . ;\n");
    expect(await comment.ask<Hover | null>("hover")).toBeNull();
    const text = await opened(': main {: a :} a ." the a‸ " ;\n');
    expect(await text.ask<Hover | null>("hover")).toBeNull();
  });
});

describe("completion", () => {
  const labels = ({ items }: CompletionList) => items.map(({ label }) => label);

  test("names the words of the program and of the system with their effects", async () => {
    const { name, ask } = await opened(": square ( n -- n2 ) dup * ;\n: main 3 s‸ ;\n");
    await editor.diagnostics(name);
    const list = await ask<CompletionList>("completion");
    expect(labels(list)).toContain("square");
    expect(labels(list)).toContain("swap");
    expect(labels(list)).not.toContain("dup");
    expect(list.items.find(({ label }) => label === "square")?.detail).toBe("( n -- n2 )");
    const swap = list.items.find(({ label }) => label === "swap") as CompletionItem;
    expect(swap.detail).toBe("( x1 x2 -- x2 x1 )");
    const resolved = await editor.connection.sendRequest<CompletionItem>("completionItem/resolve", swap);
    expect(JSON.stringify(resolved.documentation)).toContain("forth-standard.org");
  });

  test("replaces the whole name, whatever characters it has", async () => {
    const { ask } = await opened(": +-sum ( a b -- c ) + ;\n1 2 +-‸");
    const [item] = (await ask<CompletionList>("completion")).items;
    expect(item?.textEdit).toEqual({ range: at(1, 4, 6), newText: "+-sum" });
  });

  test("knows locals and words of half-written text", async () => {
    const { ask } = await opened(": begun ( a -- ) if\n: next-one {: width height -- area :} width w‸");
    expect(labels(await ask<CompletionList>("completion"))[0]).toBe("width");
    const other = await opened(": begun ( a -- ) if\n: next-one be‸");
    expect(labels(await other.ask<CompletionList>("completion"))).toContain("begun");
  });

  test("is silent in comments, strings and behind words that make names", async () => {
    for (const marked of ["\\ d‸", ': a s" d‸', ": d‸", ": a ( d‸"]) {
      const { ask } = await opened(marked);
      expect((await ask<CompletionList>("completion")).items).toEqual([]);
    }
  });
});

describe("navigation", () => {
  test("definition: also in another file, of a local, of an included file", async () => {
    editor.write("lib.fth", "\\ A library.\n: helper ( -- ) ;\n");
    const word = await opened("include lib.fth\n: main hel‸per ;\n");
    expect(await word.ask<Location>("definition")).toEqual({
      uri: editor.uri("lib.fth"),
      range: at(1, 2, 8),
    });
    const local = await opened(": main {: count :} co‸unt . ;\n");
    expect((await local.ask<Location>("definition")).range).toEqual(at(0, 10, 15));
    const file = await opened("include li‸b.fth\n");
    expect((await file.ask<Location>("definition")).uri).toBe(editor.uri("lib.fth"));
  });

  test("references: of all programs that have the word", async () => {
    editor.write("shared.fth", ": shared 1 ;\n");
    editor.write("other.fth", "include shared.fth\nshared .\n");
    const { name, ask } = await opened("include shared.fth\n: main sha‸red shared ;\n' shared drop\n");
    const found = await ask<Location[]>("references", { context: { includeDeclaration: true } });
    const own = (uri: string) => found.filter((location) => location.uri === uri).map(({ range }) => range);
    expect(own(editor.uri("shared.fth"))).toEqual([at(0, 2, 8)]);
    expect(own(editor.uri("other.fth"))).toEqual([at(1, 0, 6)]);
    expect(own(editor.uri(name))).toEqual([at(1, 7, 13), at(1, 14, 20), at(2, 2, 8)]);
    expect(await ask<DocumentHighlight[]>("documentHighlight")).toHaveLength(3);
  });

  test("rename changes every place, of words and of locals", async () => {
    const word = await opened(': old 1 ;\n: main old‸ ." old" ( old ) old ;\n');
    expect(await word.ask<Range>("prepareRename")).toEqual(at(1, 7, 10));
    const edit = await word.ask<WorkspaceEdit>("rename", { newName: "fresh" });
    expect(edit.changes?.[editor.uri(word.name)]).toEqual(
      [at(0, 2, 5), at(1, 7, 10), at(1, 27, 30)].map((range) => ({ range, newText: "fresh" })),
    );
    const local = await opened(': a {: n :} n n‸ ." n " ;\n: b {: n :} n ;\n');
    const inner = await local.ask<WorkspaceEdit>("rename", { newName: "m" });
    expect(inner.changes?.[editor.uri(local.name)]?.map(({ range }) => range)).toEqual([
      at(0, 7, 8),
      at(0, 12, 13),
      at(0, 14, 15),
    ]);
  });

  test("rename never touches a word of the system, nor takes a name that is taken", async () => {
    const system = await opened(": main 1 du‸p ;\n");
    expect(await refusalOf(system.ask("prepareRename"))).toContain("dup is a word of the system");
    expect(await refusalOf(system.ask("rename", { newName: "double" }))).toContain(
      "dup is a word of the system",
    );
    const own = await opened(": one 1 ;\n: two on‸e ;\n");
    expect(await refusalOf(own.ask("rename", { newName: "two" }))).toContain("the program has a word two");
    expect(await refusalOf(own.ask("rename", { newName: "swap" }))).toContain("swap is a word of the system");
    expect(await refusalOf(own.ask("rename", { newName: "a b" }))).toContain("a name has no blanks");
    expect(await refusalOf(own.ask("rename", { newName: "12" }))).toContain("12 is a number");
  });
});

describe("outlines", () => {
  const program =
    "\\ One.\n\\ Two.\nvariable total\n: sum ( n -- )\n  total +!\n;\n0 [if]\nnothing\n[then]\n";

  test("document symbols have kinds, effects and whole definitions", async () => {
    const { ask } = await opened(program);
    const symbols = await ask<DocumentSymbol[]>("documentSymbol");
    expect(symbols.map(({ name, kind, detail, range }) => [name, kind, detail, range.end.line])).toEqual([
      ["total", 13, undefined, 2],
      ["sum", 12, "( n -- )", 5],
    ]);
  });

  test("workspace symbols are those of all files, open or not", async () => {
    editor.write("deep/er/far.fth", "\\ : not-this ;\n42 constant far-away\n");
    await editor.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [] });
    const found = await editor.connection.sendRequest<WorkspaceSymbol[]>("workspace/symbol", {
      query: "far-",
    });
    expect(found).toEqual([
      { name: "far-away", kind: 14, location: { uri: editor.uri("deep/er/far.fth"), range: at(1, 12, 20) } },
    ]);
    expect(
      await editor.connection.sendRequest<WorkspaceSymbol[]>("workspace/symbol", { query: "not-this" }),
    ).toEqual([]);
  });

  test("folding: definitions, comments, what [IF] skips", async () => {
    const { ask } = await opened(program);
    const ranges = await ask<FoldingRange[]>("foldingRange");
    expect(ranges.map(({ startLine, endLine }) => [startLine, endLine]).sort()).toEqual([
      [0, 1],
      [3, 5],
      [6, 8],
    ]);
  });
});

describe("semantic tokens", () => {
  test("tell what each word is", async () => {
    const { text, ask } = await opened(
      '3 constant three \\ a constant\n: main {: n :} n three dup ." text" $ff ;\n: now ; immediate\n: use now frob ;\n',
    );
    const { data } = await ask<SemanticTokens>("semanticTokens/full");
    const legend = editor.capabilities.semanticTokensProvider?.legend;
    const lines = text.split("\n");
    const tokens: string[] = [];
    for (let i = 0, line = 0, start = 0; i < data.length; i += 5) {
      const [down = 0, right = 0, length = 0, type = 0, modifiers = 0] = data.slice(i, i + 5);
      line += down;
      start = down > 0 ? right : start + right;
      const names = legend?.tokenModifiers
        .filter((_, bit) => modifiers & (1 << bit))
        .map((name) => `.${name}`);
      tokens.push(
        `${lines[line]?.slice(start, start + length)}=${legend?.tokenTypes[type]}${names?.join("")}`,
      );
    }
    const library = "function.defaultLibrary";
    const keyword = "keyword.defaultLibrary";
    expect(tokens).toEqual([
      ...["3=number", `constant=${keyword}`, "three=variable.declaration.readonly"],
      ...["\\ a constant=comment"],
      ...[`:=${keyword}`, "main=function.declaration", `{:=${keyword}`, "n=parameter.declaration"],
      ...["n=parameter", "three=variable.readonly", `dup=${library}`, `."=${library}`, 'text"=string'],
      ...["$ff=number", `;=${keyword}`],
      ...[`:=${keyword}`, "now=macro.declaration", `;=${keyword}`, `immediate=${keyword}`],
      ...[`:=${keyword}`, "use=function.declaration", "now=macro", `;=${keyword}`],
    ]);
  });
});

describe("a large program", () => {
  const words = Array.from({ length: 600 }, (_, at) => `\\ Adds ${at}.\n: word-${at} ( n -- n ) ${at} + ;\n`);
  const text = `${words.join("")}1 word-599 .\n`;
  const last = text.split("\n").length - 2;

  test("answers behind a change of its beginning before it is checked again", async () => {
    await editor.open("large.fth", text);
    expect((await editor.diagnostics("large.fth")).filter(({ severity }) => severity === 1)).toEqual([]);
    await editor.change("large.fth", `: first ( -- n )\n  1 ;\n${text}`);
    const position = { line: last + 2, character: 3 };
    const [hover, definition, added] = await Promise.all([
      editor.ask<Hover>("textDocument/hover", "large.fth", { position }),
      editor.ask<Location>("textDocument/definition", "large.fth", { position }),
      editor.ask<Hover>("textDocument/hover", "large.fth", { position: { line: 0, character: 3 } }),
    ]);
    expect(pageOf(hover)).toContain("word-599 ( n -- n )");
    expect(pageOf(added)).toContain("first ( -- n )");
    expect(definition.range).toEqual(
      at(text.split("\n").findIndex((line) => line.startsWith(": word-599 ")) + 2, 2, 10),
    );
  });

  test("has the editor ask for colours again that it has told before a check", async () => {
    await editor.open("colours.fth", text);
    await editor.diagnostics("colours.fth");
    for (let turn = 0; editor.refreshes === 0; turn++) {
      await editor.change("colours.fth", `\\ ${turn}\n${text}`);
      const { data } = await editor.ask<SemanticTokens>("textDocument/semanticTokens/full", "colours.fth");
      expect(data.slice(0, 3)).toEqual([0, 0, 2 + `${turn}`.length]);
      await editor.diagnostics("colours.fth");
    }
  });

  test("renames what is there when all of it is known", async () => {
    await editor.open("renamed.fth", text);
    await editor.diagnostics("renamed.fth");
    await editor.change("renamed.fth", `${text}2 word-599 .\n`);
    const edit = await editor.ask<WorkspaceEdit>("textDocument/rename", "renamed.fth", {
      position: { line: last, character: 3 },
      newName: "last",
    });
    expect(edit.changes?.[editor.uri("renamed.fth")]).toHaveLength(3);
  });
});

describe("hints", () => {
  test("signature help tells the effect of the word before the cursor, its inputs as parameters", async () => {
    const { name, ask } = await opened(": area ( width height -- n ) * ;\n: main 3 4 area ‸ ;\n");
    await editor.diagnostics(name);
    const [signature] = (await ask<SignatureHelp>("signatureHelp")).signatures;
    expect(signature?.label).toBe("area ( width height -- n )");
    expect(
      signature?.parameters?.map(({ label }) => signature.label.slice(...(label as [number, number]))),
    ).toEqual(["width", "height"]);
    const { value = "" } = (signature?.documentation ?? {}) as { value?: string };
    expect(value).toStartWith("Found out: `( x x -- x )`; file");
  });

  test("inlay hints show the stack behind each line, and effects that are not written", async () => {
    const { ask } = await opened(
      ": area ( width height -- n )\n  over 2 +\n  swap if\n    drop\n  else\n    nip\n  then\n  negate ;\n: bare dup * ;\n7 8\n+ .\n",
    );
    const hints = await ask<InlayHint[]>("inlayHint", {
      range: { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } },
    });
    const told = hints
      .sort((a, b) => a.position.line - b.position.line)
      .map(({ position, label }) => `${position.line}: ${label}`);
    expect(told).toEqual([
      "1: ( width height x )",
      "2: ( width x )",
      "3: ( width )",
      "4: ( width x )",
      "5: ( x )",
      "6: ( x )",
      "8: ( x -- x )",
      "9: ( 7 8 )",
    ]);
  });
});

describe("tests", () => {
  test("have lenses that run them", async () => {
    editor.write(
      "sum_test.fth",
      'T{ 1 2 + -> 3 }T\nTEST: "sums" T{ 2 2 + -> 4 }T ;TEST\nTEST: "fails (really)" T{ 1 -> 2 }T ;TEST\n',
    );
    await editor.open(
      "sum_test.fth",
      'T{ 1 2 + -> 3 }T\nTEST: "sums" T{ 2 2 + -> 4 }T ;TEST\nTEST: "fails (really)" T{ 1 -> 2 }T ;TEST\n',
    );
    expect(await editor.diagnostics("sum_test.fth")).toEqual([]);
    const lenses = await editor.ask<CodeLens[]>("textDocument/codeLens", "sum_test.fth");
    expect(
      lenses.map(({ range, command }) => [range.start.line, command?.title, command?.arguments?.[1]]),
    ).toEqual([
      [0, "run the tests of this file", undefined],
      [1, "run test", "sums"],
      [2, "run test", "fails (really)"],
    ]);
    const run = (lens: CodeLens | undefined) =>
      editor.connection.sendRequest<{ isGood: boolean; text: string }>(
        "workspace/executeCommand",
        lens?.command,
      );
    expect(await run(lenses[1])).toMatchObject({ isGood: true });
    const failure = await run(lenses[2]);
    expect(failure.isGood).toBe(false);
    expect(failure.text).toContain("fails (really)");
  }, 30_000);
});

describe("formatting", () => {
  test("is that of fastforth fmt, as the lines that change", async () => {
    const { ask } = await opened(": one 1 ;\n: two\n2    drop\n2 ;\n: three 3 ;\n");
    const edits = await ask<TextEdit[]>("formatting", { options: { tabSize: 2, insertSpaces: true } });
    expect(edits).toEqual([
      {
        range: { start: { line: 2, character: 0 }, end: { line: 4, character: 0 } },
        newText: "  2  drop\n  2 ;\n",
      },
    ]);
  });

  test("leaves a text alone that is in style", async () => {
    const { ask } = await opened(": one 1 ;\n");
    expect(await ask<TextEdit[]>("formatting", { options: { tabSize: 2, insertSpaces: true } })).toEqual([]);
  });
});

test("a text that is changed where it was changed before, and above, and in what it includes", async () => {
  const library = `library${++files}.fth`;
  const name = `user${files}.fth`;
  await editor.open(library, ": twice ( n -- n ) 2* ;\n");
  const beginning = `include ${library}\n: four ( -- n ) 2 twice ;\n`;
  await editor.open(name, `${beginning}four .\n`);
  const messages = async () =>
    (await editor.diagnostics(name)).map(({ message }) => String(message).split("\n")[0]);
  expect(await messages()).toEqual([]);
  /** Until the beginning has been loaded for the next change. */
  const idle = () => Bun.sleep(600);
  await editor.change(name, `${beginning}four . x\n`);
  expect(await messages()).toEqual(["there is no word x"]);
  await idle();
  await editor.change(name, `${beginning}four . xy\n: eight ( -- n ) four twice ;\n`);
  expect(await messages()).toEqual(["there is no word xy", "nothing uses eight"]);
  await idle();
  const hover = await editor.ask<Hover>("textDocument/hover", name, { position: { line: 3, character: 18 } });
  expect(pageOf(hover)).toContain("four");
  await editor.change(name, `${beginning.replace("2 twice", "2 thrice")}four .\n`);
  expect((await messages())[0]).toBe("there is no word thrice");
  await idle();
  await editor.change(library, ": thrice ( n -- n ) 3 * ;\n");
  await idle();
  await editor.change(name, `${beginning.replace("2 twice", "2 thrice")}four . \n`);
  expect(await messages()).toEqual([]);
});

test("half-written text of every length is survived", async () => {
  const text = ': sq ( n -- n2 ) dup * ;\n: main {: a b -- c :} a if b else ." x" then ;\n[if] s" unclosed\n';
  const { name, ask } = await opened("");
  for (let length = 0; length <= text.length; length += 7) {
    await editor.change(name, text.slice(0, length));
    expect(Array.isArray(await ask<DocumentSymbol[]>("documentSymbol"))).toBe(true);
    expect((await ask<SemanticTokens>("semanticTokens/full")).data.length % 5).toBe(0);
  }
});
