/**
 * Definitions that the runtime library reads (src/forth/definition_reader.ts) are those that the text interpreter makes: every
 * Forth case gives what it is to give, and leaves the same words.
 */
import { describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BodyInstruction, WordHeader, WordInfo, WordKind } from "../src/abi/bindings.ts";
import type { DefinitionReader } from "../src/forth/definition_reader.ts";
import type { Session } from "../src/forth/session.ts";
import { SystemAddress } from "../src/machine/data_space.ts";
import { parseStages, selectStages } from "../src/stages/select.ts";
import { generateLoadSource } from "./bench/load_source.ts";
import { generateStyle, loadStyles } from "./bench/load_styles.ts";
import { differences, type ForthCase, parseCase, type RunResult } from "./forth/case.ts";
import { runInProcess } from "./forth/in_process.ts";
import { allRun } from "./forth/mixes.ts";

const folder = join(import.meta.dir, "forth");
const files = [...new Bun.Glob("{language,error,limit,regression}/*.fth").scanSync(folder)].sort();
/** A child process writes to this program's standard output. */
const needOwnProcess = ["language/output-redirection.fth"];

const stages = selectStages(parseStages("parser=plugin"));

interface Loaded {
  readonly result: RunResult;
  readonly words: string;
  /** How many of them the library has made. */
  readonly wordsMade: number;
}

function load(file: string, expected: ForthCase | undefined, reads: boolean): Loaded {
  let words = "";
  let reader: DefinitionReader | undefined;
  const stdin = (expected?.stdin ?? []).map((line) => `${line}\n`).join("");
  const result = runInProcess({
    file,
    args: expected?.args ?? [],
    stdin,
    stages,
    // Which loops are hot when does not count.
    compileAfter: Number.POSITIVE_INFINITY,
    stepAfter: 30,
    opened: (session) => {
      if (!reads) return;
      reader = session.text.readDefinitions();
      expect(reader).toBeDefined();
    },
    ended: (session) => {
      words = wordsOf(session);
    },
  });
  return { result, words, wordsMade: reader?.wordsMade ?? 0 };
}

/** All that is known of a program's words, and how far the data space has come. */
function wordsOf(session: Session): string {
  const { dictionary, system, machine } = session;
  const lines = [`here ${machine.variable(SystemAddress.here)}`, `newest ${dictionary.newest}`];
  for (let word = system.count + 1; word < dictionary.end; word++) {
    const { headers, info } = dictionary;
    if (!headers.exists(word)) continue;
    const header = Array.from({ length: WordHeader.WORDS }, (_, field) => {
      const value = headers.field(word, field);
      return field === WordHeader.position || field === WordHeader.endPosition
        ? placeOf(session, value)
        : value;
    });
    // What is compiled changes the effect.
    const all = info.slice(word * WordInfo.WORDS, word * WordInfo.WORDS + 3);
    // Where the body of an inline word lies in the pool says in which order words were needed.
    const kind = all[0] === WordKind.inline ? all.slice(0, 1) : all;
    lines.push(`${word} ${headers.nameOf(word)}: ${header} ${kind} ${bodyOf(session, word)}`);
  }
  return lines.join("\n");
}

function bodyOf(session: Session, word: number): string {
  const records = session.compiler.bodyOf(word) ?? [];
  let text = "";
  for (let at = 0; at < records.length; at += BodyInstruction.WORDS) {
    const [kind, a, b, position] = records.slice(at, at + BodyInstruction.WORDS);
    text += ` ${kind} ${a} ${b} @${placeOf(session, position ?? 0)}`;
  }
  return text;
}

/** Texts get their positions in the order in which something first refers to them. */
function placeOf({ positions }: Session, position: number): string {
  const place = positions.place(position);
  return place === undefined ? "nowhere" : `${place.name.split("/").at(-1)}:${place.line}:${place.column}`;
}

describe.skipIf(!allRun)("what the runtime library reads", () => {
  test.each(files.filter((file) => !needOwnProcess.includes(file)))("%s", (file) => {
    const path = join(folder, file);
    const expected = parseCase(readFileSync(path, "utf8"));
    const read = load(path, expected, true);
    expect(differences(expected, read.result)).toEqual([]);
    expect(read.words).toBe(load(path, expected, false).words);
  });

  test("a long program", () => {
    const made = compare(generateLoadSource(3000));
    expect(made).toBeGreaterThan(700);
  });

  test.each(Object.keys(loadStyles))("the style of %s", (name) => {
    compare(generateStyle(name, 600));
  });

  test("what definitions are made of", () => {
    const made = compare(readFileSync(join(import.meta.dir, "definition_reader.fth"), "utf8"));
    expect(made).toBeGreaterThan(20);
  });

  test("macros, locals, and what stands between definitions", () => {
    const made = compare(readFileSync(join(import.meta.dir, "definition_reader_words.fth"), "utf8"));
    expect(made).toBeGreaterThan(50);
  });
});

/** Loads a text in both ways; gives how many words the library has made. */
function compare(text: string): number {
  const place = mkdtempSync(join(tmpdir(), "fastforth-reader-"));
  try {
    const path = join(place, "program.fth");
    writeFileSync(path, text);
    const read = load(path, undefined, true);
    const made = load(path, undefined, false);
    expect(read.result).toEqual(made.result);
    expect(read.result.exitCode).toBe(0);
    expect(read.words).toBe(made.words);
    return read.wordsMade;
  } finally {
    rmSync(place, { recursive: true });
  }
}
