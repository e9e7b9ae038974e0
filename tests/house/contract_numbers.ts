/** Numbers of the contract between host and libraries that are written by hand instead of taken from src/abi. */
import * as bindings from "../../src/abi/bindings.ts";

/** A place where one stands, such as `src/x.ts: invalidAddress = -9`. */
export function contractNumbersIn(path: string, source: string): string[] {
  const text = withoutText(source);
  const found = [...text.matchAll(NAMED)].filter(([, name = "", value = ""]) => isOfContract(name, value));
  const shown = [
    ...found.map(([, name, value]) => `${name} = ${value}`),
    ...[...text.matchAll(NUMBER)].map(([value]) => value).filter((value) => unmistakable.has(Number(value))),
    ...[...text.matchAll(THROWN)].map(([, value]) => `THROW ${value}`),
    ...[...text.matchAll(DIVIDED)].map(([match]) => match),
  ];
  return [...new Set(shown)].map((place) => `${path}: ${place}`);
}

/** `name = 5`, `name: 5`. */
const NAMED = /\b(\w+)\s*(?::\s*\w+\s*)?[:=]\s*(-?(?:0x[\da-f_]+|\d+))\b(?![.\w])/gi;
const NUMBER = /(?<![\w.])(?:0x[\da-f]+|\d+)\b(?!\.)/gi;
/** A THROW code where one is made. */
const THROWN = /\b(?:fault|ForthThrow|need)\(\s*(-\d+)/g;
/** A field's place in other units than the bindings have it. */
const DIVIDED =
  /\b(?:\w*Request|\w*Header|ExecutionContext|WordEntry|NativeMemory)\.\w+\s*(?:\/\s*(?:4|8|WORD_BYTES)|>>)/g;

type Numbers = Readonly<Record<string, number>>;

/** By name without case, what the values of enums are. Places of fields are too small and too common to be told. */
const values = new Map<string, Set<number>>();
for (const [name, numbers] of Object.entries(bindings)) {
  if (typeof numbers === "number") note(name, numbers);
  if (typeof numbers !== "object" || Array.isArray(numbers) || "WORDS" in numbers || "LONGS" in numbers)
    continue;
  for (const [member, value] of Object.entries(numbers as Numbers)) note(member, value);
}

function note(name: string, value: number): void {
  const key = name.replaceAll("_", "").toLowerCase();
  values.set(key, (values.get(key) ?? new Set()).add(value));
}

function isOfContract(name: string, value: string): boolean {
  return values.get(name.replaceAll("_", "").toLowerCase())?.has(Number(value)) === true;
}

/** Nobody means anything else by them. */
const unmistakable: ReadonlySet<number> = new Set([bindings.IR_MAGIC, bindings.CODE_MAGIC]);

/** Source without comments and strings, in which a number is no number of the program. */
function withoutText(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\/|\/\/.*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, (text) =>
    text.startsWith("/") ? "" : '""',
  );
}
