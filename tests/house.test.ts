/** The rules of this project's own house: see src/README.md for its floors. Each list of exceptions may only shrink. */
import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { contractNumbersIn } from "./house/contract_numbers.ts";
import {
  circles,
  functionLengths,
  idleExports,
  importsOf,
  loadedWith,
  sourcesBelow,
} from "./house/sources.ts";

const sources = sourcesBelow("src");
const imports = importsOf(sources);

/** From the ground up: a file imports from its own floor and those below. */
const floors: readonly (readonly string[])[] = [
  ["abi"],
  ["linking"],
  ["ir"],
  ["machine"],
  ["interpreter"],
  ["trust"],
  ["plugins"],
  ["disassembler"],
  ["stages"],
  ["forth"],
  ["reference"],
  ["inspection"],
  ["words"],
  ["terminal", "update"],
  // Capabilities: they know no command line.
  [
    "testing",
    "health",
    "checking",
    "formatting",
    "workspace",
    "language_server",
    "documentation",
    "programs",
    "image",
    "foreign",
    "packages",
    "debugger",
  ],
  ["commands"],
  ["main.ts"],
];

const pageOfTheHouse = readFileSync(join(import.meta.dir, "../src/README.md"), "utf8");
const folderOf = (path: string): string => path.split("/")[1] as string;
const floorOf = (path: string): number => floors.findIndex((floor) => floor.includes(folderOf(path)));

describe("the floors", () => {
  test("every file is on one", () => {
    expect([...sources.keys()].filter((path) => floorOf(path) === -1)).toEqual([]);
  });

  test("the table of src/README.md has every folder, from the ground up", () => {
    const rows = pageOfTheHouse.match(/^\| `.*? \|/gm) ?? [];
    const named = rows.flatMap((row) =>
      [...row.matchAll(/`(\w+(?:\.ts)?)\/?`/g)].map(([, name = ""]) => name),
    );
    const isThere = (name: string) => [...sources.keys()].some((path) => folderOf(path) === name);
    expect(named.toSorted()).toEqual(floors.flat().filter(isThere).toSorted());
    const heights = named.map((name) => floors.findIndex((floor) => floor.includes(name)));
    expect(heights).toEqual(heights.toSorted((a, b) => a - b));
  });

  test("an import goes down", () => {
    const up = [...imports].flatMap(([path, targets]) =>
      [...targets]
        .filter((target) => floorOf(target) > floorOf(path))
        .map((target) => `${path} -> ${target}`),
    );
    expect(up).toEqual([]);
  });

  test("two folders of one floor import from each other in one direction at most", () => {
    const across = new Set<string>();
    for (const [path, targets] of imports)
      for (const target of targets)
        if (floorOf(path) === floorOf(target) && folderOf(path) !== folderOf(target))
          across.add(`${folderOf(path)} ${folderOf(target)}`);
    expect([...across].filter((pair) => across.has(pair.split(" ").reverse().join(" ")))).toEqual([]);
  });

  test("files import in no circle", () => {
    expect(circles(imports)).toEqual([]);
  });
});

describe("start", () => {
  // Evaluating the table of operations alone costs as much as all else that FastForth adds to the engine's start.
  test("a start loads what every program needs, and no table of operations", () => {
    const loaded = [...loadedWith("src/main.ts", sources)];
    expect(loaded).toContain("src/forth/text_interpreter.ts");
    const floors = new Set(loaded.map(folderOf));
    expect(
      [...floors].filter((floor) => /^(ir|interpreter|trust|reference|inspection|update)$/.test(floor)),
    ).toEqual([]);
    expect(loaded).not.toContain("src/abi/bindings.ts");
  });

  // Whether the bundler takes require() of one of Node's for a chunk depends on which file it has read first, so that two
  // executables of the same source could differ.
  test("modules of Node's are loaded late by process.getBuiltinModule", () => {
    expect(filesWith(/\b(?:require|import)\("node:/, [])).toEqual([]);
  });
});

describe("a merge", () => {
  test("has left no marks of a conflict in any text", () => {
    const texts = ["src", "tests", "release", "plugins-src", "findings", "."].flatMap((folder) => {
      const glob = new Bun.Glob(folder === "." ? "*.{md,ts,json}" : "**/*.{ts,zig,md,fth,txt,sh,json,yml}");
      const at = join(import.meta.dir, "..", folder);
      return [...glob.scanSync(at)]
        .filter((name) => !name.includes("node_modules"))
        .map((name) => join(at, name));
    });
    expect(texts.length).toBeGreaterThan(500);
    expect(texts.filter((path) => /^(?:<{7}|>{7}) /m.test(readFileSync(path, "utf8")))).toEqual([]);
  });
});

describe("the top level", () => {
  test("holds what it is known to hold, and nothing that a run has left", () => {
    const top = join(import.meta.dir, "..");
    const ignored = readFileSync(join(top, ".gitignore"), "utf8").split("\n").filter(Boolean);
    const isIgnored = (name: string) =>
      ignored.some((pattern) => new Bun.Glob(pattern.replace("/", "")).match(name));
    const known = [
      ".ci",
      ".git",
      ".gitignore",
      ".npmrc",
      "CONTRIBUTING.md",
      "LICENSE",
      "README.md",
      "biome.json",
    ];
    known.push("build.ts", "bunfig.toml", "findings", "package-lock.json", "package.json", "plugins-src");
    known.push("release", "src", "tests", "tsconfig.json");
    expect(
      readdirSync(top).filter((name) => !/^\./.test(name) && !isIgnored(name) && !known.includes(name)),
    ).toEqual([]);
  });
});

/** The files, but for some, in which a pattern occurs. */
function filesWith(pattern: RegExp, except: readonly string[] = []): string[] {
  return [...sources]
    .filter(([path, text]) => pattern.test(text) && !except.includes(path))
    .map(([path]) => path);
}

describe("one answer in one place", () => {
  test("a word gets at the open definition through the kinds of compiling words alone", () => {
    const interpreter = ["src/forth/session.ts", "src/forth/text_interpreter.ts"];
    expect(filesWith(/\bcompiled\(\)/, [...interpreter, "src/words/word_kinds.ts"])).toEqual([]);
  });

  test("a THROW has a backtrace, unless the machine leaves it out", () => {
    expect(filesWith(/new ForthThrow\([^;]*"none"/, ["src/machine/machine.ts"])).toEqual([]);
    expect(filesWith(/\b(?:extends|Object\.create\()\s*ForthThrow\b/)).toEqual([]);
  });

  test("one function acts on the interrupt flag", () => {
    expect(filesWith(/\bInterrupt\.\w+(?![`\w])|Context\.interrupt\b/, ["src/machine/machine.ts"])).toEqual(
      [],
    );
  });
});

describe("the contract", () => {
  /** The number of something else that happens to have a name and value of the contract's. */
  const others = [
    "src/commands/outcome.ts: ok = 0",
    "src/commands/self_update.ts: ok = 0",
    "src/interpreter/cold_code.ts: INSTRUCTION = 4",
    "src/stages/backend/module_builder.ts: FUNCTION = 0",
    "src/words/exception.ts: code = 1",
    "src/words/recognizers.ts: NONE = 0",
  ];

  test("its numbers are written nowhere but in the bindings, which are generated", () => {
    const generated = ["src/abi/bindings.ts", "src/abi/session_bindings.ts"];
    const found = [...sources]
      .filter(([path]) => !generated.includes(path))
      .flatMap(([path, text]) => contractNumbersIn(path, text));
    expect(found.sort()).toEqual(others);
  });

  test("such a number is found: the test above can fail", () => {
    const text = `const controlMismatch = -22; const X = OptimizeRequest.level / 4; throw fault(-9); f(0x31524946)`;
    expect(contractNumbersIn("x", text)).toEqual([
      "x: controlMismatch = -22",
      "x: 0x31524946",
      "x: THROW -9",
      "x: OptimizeRequest.level / 4",
    ]);
  });
});

describe("nothing idle", () => {
  const others = new Map([
    ...sourcesBelow("tests"),
    ...sourcesBelow("release"),
    ...sourcesBelow("plugins-src"),
  ]);
  others.delete("tests/house.test.ts");
  const idle = idleExports(sources, others);

  test("every export is used by another file", () => {
    // What a program with Workers of its own starts with.
    expect(idle.filter(({ users }) => users === "none").map(({ name }) => name)).toEqual(["shareStages"]);
  });

  test("what tests alone use is known", () => {
    const known = [
      "ExpectedStage",
      "useSharedStages",
      "createFlag",
      "MAX_THREADS",
      "MAX_LIBRARIES",
      "StoreUser",
      "ExpectedBytes",
      "OptimizerSymbols",
      "optimizerFunctions",
      "keyIdOf",
      "isInRollout",
      "Timestamp",
      "SystemView",
    ];
    // Equal, so that a name that is no longer one of them leaves the list.
    const names = new Set(idle.filter(({ users }) => users === "tests").map(({ name }) => name));
    expect([...names].sort()).toEqual(known.sort());
  });
});

describe("size", () => {
  test("functions fit a screen, but for the tables of word sets and one switch", () => {
    const longest = 60;
    const known = [
      "src/interpreter/body_interpreter.ts interpretBody",
      "src/machine/cell_arithmetic.ts divisionFunctions",
      "src/machine/operations.ts productFunctions",
    ];
    const isTable = (at: string) => /^src\/words\/.* \w+Words$/.test(at);
    const long = [...sources].flatMap(([path, text]) =>
      functionLengths(path, text).filter(({ lines }) => lines > longest),
    );
    expect(
      long
        .map(({ at }) => at)
        .filter((at) => !isTable(at))
        .sort(),
    ).toEqual(known);
  });
});

describe("the optimizer", () => {
  test("takes no notes of a fixed length in a pass that adds values or instructions", () => {
    const passes = sourcesBelow("plugins-src/optimizer", "zig");
    const adding = [...passes].filter(([, text]) => /\.add(?:Instruction(?:To)?|Value)\(/.test(text));
    expect(adding.length).toBeGreaterThan(3);
    const fixed = adding.filter(([, text]) =>
      /\.alloc\([^;]*\b(?:values|instructions)\.items\.len/.test(text),
    );
    // Inlining counts the callee's values, and adds to the caller; `Notes` is for all others.
    expect(fixed.map(([path]) => path)).toEqual(["plugins-src/optimizer/inline.zig"]);
  });
});

describe("the border to the system", () => {
  test("what runs programs turns bytes into text and back in one file", () => {
    const running = /^src\/(?:machine|interpreter|forth|words|inspection|terminal|commands)\//;
    const coders = filesWith(/\bText(?:De|En)coder\b/, ["src/machine/system_text.ts"]);
    expect(coders.filter((path) => running.test(path))).toEqual([]);
  });

  test("programs name files through one file, arguments and environment through another", () => {
    const naming =
      /\b(?:open|readdir|stat|lstat|unlink|rmdir|rename|access|realpath|mkdir|readFile)Sync\b|process\.(?:argv|chdir|cwd)\b/;
    const allowed = ["named_files", "environment", "descendants"].map((name) => `src/machine/${name}.ts`);
    const running = /^src\/(?:machine|interpreter|forth|words)\//;
    expect(filesWith(naming, allowed).filter((path) => running.test(path))).toEqual([]);
  });
});
