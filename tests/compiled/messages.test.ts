// Which messages of THROW codes are in programs that do not THROW themselves.
import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ThrowCodes } from "../../src/machine/exceptions.ts";
import { messagesOf } from "../../src/programs/program_messages.ts";

const sources = join(import.meta.dir, "../../plugins-src");

/** The codes in a stream of messages, none of which is long: their negatives, and lengths of texts. */
function codesIn(stream: Uint8Array): number[] {
  const codes: number[] = [];
  for (let at = 0; at < stream.length; at += 2 + (stream[at + 1] as number))
    codes.push(-(stream[at] as number));
  return codes;
}

const nothing = { anything: false, usesFloats: false, hostWords: [] };
const anyWord = { ...nothing, hostWords: ["open-file"] };

test("every code that the runtime THROWs is among them", () => {
  const texts = ["program", "runtime", "backend"].flatMap((folder) =>
    readdirSync(join(sources, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".zig") && !name.includes("tests"))
      .map((name) => readFileSync(join(sources, folder, name), "utf8")),
  );
  const lines = texts.flatMap((text) => text.split("\n"));
  const codes = codesIn(messagesOf(new Map(), anyWord));
  const missing = Object.entries(ThrowCodes).filter(([name, code]) => {
    const zigName = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const throws = new RegExp(
      `(throw|throwWith|throwFormat|perform)\\(\\.${zigName}\\b|return \\.${zigName}\\b`,
    );
    return lines.some((line) => throws.test(line)) && !codes.includes(code);
  });
  expect(missing).toEqual([]);
  expect(codesIn(messagesOf(new Map(), { ...anyWord, anything: true })).length).toBeGreaterThan(codes.length);
});

test("a program without words that THROW has only those of code", () => {
  const plain = codesIn(messagesOf(new Map(), { ...nothing, hostWords: ["type", "cr"] }));
  expect(plain).toEqual([-3, -4, -5, -6, -9, -10, -11, -28]);
  const numbers = codesIn(messagesOf(new Map(), { ...nothing, hostWords: ["type", "u.r"] }));
  expect(numbers.filter((code) => !plain.includes(code))).toEqual([-17, -24]);
  const floats = codesIn(messagesOf(new Map(), { ...nothing, usesFloats: true }));
  expect(floats.filter((code) => !plain.includes(code))).toEqual([-44, -45]);
});
