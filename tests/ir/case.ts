import { Block, FunctionHeader, Instruction, Rule } from "../../src/abi/bindings.ts";
import { FunctionView } from "../../src/ir/view.ts";
import { parse } from "./parse.ts";

/**
 * A file of tests/ir/verify: ForthIR, and in its comments what to change in it and what the verifier answers.
 *
 *   # expect: badBlockRange at 0
 *   # patch: block 1 firstInstruction = 7
 *
 * A patch names `header <field>`, `block <n> <field>`, `instruction <n> <field>`, `value <n>`, `extra <n>` or
 * `length`, which cuts or extends the buffer.
 */
export interface VerifyCase {
  readonly words: Uint32Array;
  readonly expected: string;
}

/** Reads a case. @throws Error when a patch names what does not exist, IrSyntaxError for the text */
export function readVerifyCase(source: string): VerifyCase {
  const expected = /^# expect: (.*)$/m.exec(source)?.[1] ?? "";
  let words = parse(source);
  for (const [, patch = "", value = ""] of source.matchAll(/^# patch: (.*) = (\w+)$/gm)) {
    words = applyPatch(words, patch.split(" "), value === "NONE" ? 0xffffffff : Number(value));
  }
  return { words, expected };
}

function applyPatch(words: Uint32Array, place: readonly string[], value: number): Uint32Array {
  const patched = new Uint32Array(place[0] === "length" ? value : words.length);
  patched.set(words.subarray(0, patched.length));
  if (place[0] !== "length") patched[indexOf(new FunctionView(words), place)] = value;
  return patched;
}

function indexOf(view: FunctionView, [region, first = "", second = ""]: readonly string[]): number {
  switch (region) {
    case "header":
      return fieldOf(FunctionHeader, first);
    case "block":
      return view.blocks + Number(first) * Block.WORDS + fieldOf(Block, second);
    case "instruction":
      return view.instructions + Number(first) * Instruction.WORDS + fieldOf(Instruction, second);
    case "value":
      return view.values + Number(first);
    case "extra":
      return view.extras + Number(first);
    default:
      throw new Error(`a patch cannot name ${region}`);
  }
}

function fieldOf(record: Readonly<Record<string, number>>, name: string): number {
  const field = record[name];
  if (field === undefined) throw new Error(`there is no field ${name}`);
  return field;
}

/** `badOp at 3`, or `ok`. */
export function describeVerdict(verdict: { rule: Rule; at: number }): string {
  const name =
    Object.entries(Rule).find(([, number]) => number === verdict.rule)?.[0] ?? `rule ${verdict.rule}`;
  return verdict.rule === Rule.ok ? name : `${name} at ${verdict.at}`;
}
