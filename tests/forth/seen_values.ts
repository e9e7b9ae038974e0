/**
 * Runs the case files and the bodies of the compiler's cases, and writes which values of the contract came up, as one JSON
 * object by kind. For sources that note values where they come up: see seen_values.test.ts.
 */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { BodyError } from "../../src/abi/body_error.ts";
import { builtinCompiler } from "../../src/stages/builtin.ts";
import { parseStages, selectStages } from "../../src/stages/select.ts";
import { BodyText } from "../compiler/body_text.ts";
import { parseCase } from "./case.ts";
import { runInProcess } from "./in_process.ts";
import { valueNotes } from "./value_notes.ts";

/** A child process would write to this one's standard output. */
const needOwnProcess = ["language/output-redirection.fth"];
const native = { ...selectStages(parseStages("plugin")), lookInterval: 1 };
const ways = [
  { stages: native, compileAfter: 0 },
  // Long enough from their bodies.
  { stages: native, compileAfter: 1000 },
];
for (const file of new Bun.Glob("{language,error,limit,regression}/*.fth").scanSync(import.meta.dir)) {
  if (needOwnProcess.includes(file)) continue;
  const path = join(import.meta.dir, file);
  const { args, stdin } = parseCase(readFileSync(path, "utf8"));
  const request = { file: path, args, stdin: stdin.map((line) => `${line}\n`).join("") };
  for (const way of ways) runInProcess({ ...request, ...way });
}

const bodies = join(import.meta.dir, "../compiler");
for (const file of readdirSync(bodies).filter((name) => name.endsWith(".body")))
  for (const part of readFileSync(join(bodies, file), "utf8")
    .split(/^== .*\n/m)
    .slice(1))
    compile(part);

/** What does not compile is what is wanted here. */
function compile(part: string): void {
  const text = new BodyText();
  const lines = (part.split(/^--\n/m)[0] ?? "").split("\n");
  for (const line of lines) if (line.startsWith("word ")) text.defineFrom(line);
  const body = lines.filter((line) => !/^(?:word |#)/.test(line)).join(" ");
  const { offset, count } = text.addBody(body);
  try {
    builtinCompiler.compile({
      word: 1,
      bodies: text.bodies,
      offset,
      count,
      words: text.words,
      forceDynamic: false,
    });
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
  }
}

const seen = [...valueNotes].map(([kind, notes]) => [
  kind,
  [...notes.keys()].filter((value) => notes[value] === 1),
]);
console.log(JSON.stringify(Object.fromEntries(seen)));
