/**
 * Each word that may do something outside of the program is held while the program is checked. A new word of these sets is
 * held, too, or comes into the list of those that do nothing outside; a new set says here that it does nothing outside.
 */
import { expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { replacements } from "../../src/checking/held_words.ts";
import { Loading } from "../../src/checking/loading.ts";
import { checkProgram } from "../../src/checking/program.ts";
import { allWordSets } from "../../src/words/all.ts";

type SetName = keyof typeof allWordSets;

/** Sets some words of which reach out of the program, and those that do not: what they do stays in the process, or is read. */
const reaching: Partial<Record<SetName, RegExp>> = {
  blockWords: /^(?:blk|scr|updated\?|empty-buffers)$/,
  // The screen is no terminal, and what goes there is dropped.
  facilityWords:
    /^(?:ekey>.*|k-.*|emit\?|at-xy|page|form|\(watched\?\)|time&date|>time&date&tz|[un]time|cputime|.*structure|.*field:?)$/,
  // A file is open for writing in memory alone.
  fileWords:
    /^(?:r\/o|r\/w|w\/o|bin|std(?:in|out|err)|.*-file|file-(?:position|size|eof\?)|includ.*|requir.*|(?:read|close)-dir)$/,
  helpWords: /^(?:help|apropos|locate|where)$/,
  redirectionWords: /^(?:\(?outfile-.*|>string-execute|\$tmp|\$exec)$/,
  socketWords: /^[sg]et-socket-timeout$/,
  stageWords: /^$/,
  systemWords: /^(?:\$\?|getpid|get-dir|shift-args?|seed|seed-init)$/,
};

/** Sets whose words do nothing outside. */
const innocent: readonly SetName[] = [
  ...(["closureWords", "compilingWords", "controlWords", "conversionWords", "definingWords"] as const),
  ...([
    "environmentWords",
    "exceptionWords",
    "exceptionRegionWords",
    "floatingWords",
    "gforthWords",
  ] as const),
  ...(["interpretedLoopWords", "localsWords", "memoryWords", "numericWords", "parsingWords"] as const),
  ...([
    "recognizerWords",
    "returnStackWords",
    "searchPathWords",
    "searchWords",
    "stackAddressWords",
  ] as const),
  ...(["stringWords", "testingWords", "toolsWords", "valueWords", "xcharWords"] as const),
];

test("every set of words is known", () => {
  const known = [...Object.keys(reaching), ...innocent].sort();
  expect(Object.keys(allWordSets).sort()).toEqual(known);
});

test("words that reach out are held", () => {
  const { session } = new Loading();
  const held = replacements(session, { askedSystem: () => undefined, lacksMemory: () => undefined });
  const free = Object.entries(reaching).flatMap(([set, harmless]) =>
    allWordSets[set as SetName](session)
      .map(({ name }) => name)
      .filter((name) => held[name] === undefined && !harmless.test(name)),
  );
  expect(free).toEqual([]);
});

test("what takes a word's place has one: the host's part of words that are code by now has names of its own", () => {
  const { session } = new Loading();
  const held = replacements(session, { askedSystem: () => undefined, lacksMemory: () => undefined });
  const names = new Set(
    Object.values(allWordSets).flatMap((words) => words(session).map(({ name }) => name)),
  );
  expect(Object.keys(held).filter((name) => !names.has(name))).toEqual([]);
});

test("a program that does everything leaves nothing", () => {
  const scratch = mkdtempSync(join(tmpdir(), "fastforth-held-"));
  const folder = process.cwd();
  const environment = { ...process.env };
  process.chdir(scratch);
  try {
    const path = join(scratch, "all.fth");
    const program = `
      : text ( -- c-addr u ) s" made" ;
      text w/o create-file throw value out  s" x" out write-file throw  s" y" out write-line throw
      char z out emit-file throw  out close-file throw
      text r/o open-file throw dup pad 80 rot read-file throw 4 <> [if] wrong-size [then] close-file throw
      text s" other" rename-file throw  s" other" delete-file throw
      s" touch made" system  sh touch made
      s" touch made" sh-get 2drop  s" cat > made" w/o open-pipe throw s" x" 2 pick write-file throw close-pipe 2drop
      s" folder" $1FF =mkdir throw  s" a/b/c" $1FF mkdir-parents throw
      s" HELD" s" 1" 1 setenv drop
      use made.fb 1 block drop update flush  1 buffer drop update save-buffers
      s" 127.0.0.1" 9 open-socket s" x" 2 pick write-socket close-socket
      8080 create-server dup 1 listen accept-socket pad 80 read-socket 2drop
      ." said" cr s" said" stderr write-line throw
      : done ( -- n n ) 1 ;
    `;
    const bytes = new TextEncoder().encode(program);
    const { diagnostics } = checkProgram(path, { sourceText: (name) => (name === path ? bytes : undefined) });
    const told = diagnostics.filter(({ severity }) => severity !== "note");
    expect(told.map(({ rule, message }) => `${rule} ${message}`)).toEqual([
      "stack-comment ( -- n n ) is not what done does: it takes nothing and leaves 1 cell: ( -- x )",
    ]);
    expect(diagnostics.filter(({ rule }) => rule === "not-run")).toEqual([]);
    expect(readdirSync(scratch)).toEqual([]);
    expect(process.env).toEqual(environment);
  } finally {
    process.chdir(folder);
    rmSync(scratch, { recursive: true });
  }
});
