// The compiler stage, built-in and plugin, text to text: each case in *.body is a body and the ForthIR that it becomes.
//
//   == name                     begins a case; `dynamic` after the name asks for the dynamic version
//   word …                      words that it calls, see body_text.ts
//   <body>
//   --
//   <ForthIR>, or `error <code> <position>: <message>`
//
// REWRITE=1 writes what the built-in makes into the files. Read it before it is committed.

import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Rule } from "../../src/abi/bindings.ts";
import { BodyError } from "../../src/abi/body_error.ts";
import { print } from "../../src/ir/print.ts";
import { ruleName } from "../../src/ir/rule_name.ts";
import { builtinCompiler } from "../../src/stages/builtin.ts";
import type { CompilerStage } from "../../src/stages/compiler_stage.ts";
import { compilerImplementations } from "../compiler_implementations.ts";
import { verify } from "../ir/verify.ts";
import { BodyText } from "./body_text.ts";

interface Case {
  readonly name: string;
  readonly input: string;
  readonly expected: string;
}

for (const file of readdirSync(import.meta.dir).filter((name) => name.endsWith(".body"))) {
  const path = join(import.meta.dir, file);
  const cases = readCases(readFileSync(path, "utf8"));
  if (process.env.REWRITE === "1") writeFileSync(path, cases.map(rewritten).join("\n"));
  else {
    for (const compiler of compilerImplementations) {
      describe(`${file}, ${compiler.name}`, () => {
        for (const each of cases) test(each.name, () => expect(compiled(each, compiler)).toBe(each.expected));
      });
    }
  }
}

function readCases(text: string): Case[] {
  return text
    .split(/^== /m)
    .slice(1)
    .map((part) => {
      const [name = "", ...lines] = part.split("\n");
      const [input = "", expected = ""] = lines.join("\n").split(/^--\n/m);
      return { name, input, expected: `${expected.trimEnd()}\n` };
    });
}

function rewritten(each: Case): string {
  return `== ${each.name}\n${each.input}--\n${compiled(each, builtinCompiler)}`;
}

/** The function as text, or the error; fails when the function breaks a rule of the verifier. */
function compiled(each: Case, compiler: CompilerStage): string {
  const text = new BodyText();
  const body: string[] = [];
  for (const line of each.input.split("\n")) {
    if (line.startsWith("word ")) text.defineFrom(line);
    else if (!line.startsWith("#")) body.push(line);
  }
  const { offset, count } = text.addBody(body.join(" "));
  try {
    const { ir, neverReturns } = compiler.compile({
      word: 1,
      bodies: text.bodies,
      offset,
      count,
      words: text.words,
      forceDynamic: each.name.endsWith(" dynamic"),
    });
    const { rule, at } = verify(ir);
    if (rule !== Rule.ok) throw new Error(`${each.name}: ${ruleName(rule)} at ${at}\n${print(ir)}`);
    return `${neverReturns ? "# never returns\n" : ""}${print(ir)}`;
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
    return `error ${error.throwCode} @${error.position}: ${error.message}\n`;
  }
}
