// The one spelling of JSON that the updater reads and writes: keys sorted, two spaces of indentation, a newline at the
// end, UTF-8. A file is accepted only when encoding what was parsed gives its bytes again. That one comparison refuses
// repeated keys, other spellings of numbers and strings, and anything behind the end, so that no two readers can
// understand the same signed bytes differently. Numbers are spelt as in ECMAScript, which is also what RFC 8785 does.

import { json } from "./config.ts";
import { UpdateError } from "./errors.ts";

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** A key of our own files; the pattern leaves out `__proto__`. */
const keyPattern = /^[a-z][a-z0-9_]*$/;

/**
 * The canonical bytes of a value.
 * @param prefix stands before them, where they are signed: what is signed for one purpose can pass for no other
 * @throws RangeError for what has none: a lone surrogate, a number that is not finite, an odd key, too much nesting
 */
export function encodeCanonical(value: JsonValue, prefix = ""): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(prefix + canonicalText(value));
}

/**
 * Reads a file in canonical form.
 * @param file what messages call it
 * @throws UpdateError "size" or "format"
 */
export function decodeCanonical(file: string, bytes: Uint8Array, maximumBytes: number): JsonObject {
  if (bytes.length > maximumBytes) {
    const sizes = `${bytes.length} bytes long; at most ${maximumBytes} are accepted`;
    throw new UpdateError("size", `${file} is ${sizes}.`, { file });
  }
  const text = decodeUtf8(file, bytes);
  const value = parseJson(file, text);
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw malformed(file, "it is not a JSON object");
  }
  compareSpelling(file, text, value);
  return value as JsonObject;
}

/** An error about the form of a file. @param detail continues "… is not accepted:" */
export function malformed(file: string, detail: string, cause?: unknown): UpdateError {
  const advice =
    "Try again later. If it stays so, the server or something between it and you changes files: " +
    "tell whoever runs the server.";
  return new UpdateError("format", `${file} is not accepted: ${detail}.`, { file, advice, cause });
}

function canonicalText(value: JsonValue): string {
  return `${write(value, "\n", 0)}\n`;
}

/** @param lineBreak a newline and the indentation of the line that the value begins on */
function write(value: JsonValue, lineBreak: string, depth: number): string {
  if (depth > json.nesting) throw new RangeError(`it is nested deeper than ${json.nesting}`);
  if (typeof value === "string") return writeString(value);
  if (typeof value === "number") return writeNumber(value);
  if (value === null || typeof value === "boolean") return String(value);
  const inner = `${lineBreak}  `;
  if (Array.isArray(value)) {
    const items = value.map((item: JsonValue) => write(item, inner, depth + 1));
    return items.length === 0 ? "[]" : `[${inner}${items.join(`,${inner}`)}${lineBreak}]`;
  }
  const object = value as JsonObject;
  const fields = Object.keys(object)
    .sort()
    .map((key) => `${writeKey(key)}: ${write(object[key] as JsonValue, inner, depth + 1)}`);
  return fields.length === 0 ? "{}" : `{${inner}${fields.join(`,${inner}`)}${lineBreak}}`;
}

function writeKey(key: string): string {
  if (key.length > json.keyLength || !keyPattern.test(key)) {
    throw new RangeError(`${quote(key)} is no name for a field`);
  }
  return `"${key}"`;
}

function writeString(text: string): string {
  if (text.length > json.stringLength) throw new RangeError("a string is too long");
  if (!text.isWellFormed()) throw new RangeError(`${quote(text)} holds half of a character`);
  return JSON.stringify(text);
}

function writeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError("a number is too large");
  return String(value); // -0 is written 0, and so never accepted.
}

/** A piece of foreign text, safe on a terminal and short. */
export function quote(text: string): string {
  const short = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  // JSON leaves the controls of C1 and the marks that change the direction of text as they are.
  return JSON.stringify(short).replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function decodeUtf8(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw malformed(file, "it is not UTF-8", error);
  }
}

/** JavaScriptCore's parser does not recurse, so that deep nesting is no danger to it. */
function parseJson(file: string, text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    const looksLikePage = /^\s*<(!doctype|html|head|body)/i.test(text);
    const detail = looksLikePage
      ? "it is a web page, as the sign-in page of a network sends it"
      : "it is not JSON";
    throw malformed(file, detail, error);
  }
}

function compareSpelling(file: string, text: string, value: JsonValue): void {
  let canonical: string;
  try {
    canonical = canonicalText(value);
  } catch (error) {
    throw malformed(file, error instanceof RangeError ? error.message : "it has no canonical form", error);
  }
  if (canonical === text) return;
  const found = text.split("\n");
  const line = canonical.split("\n").findIndex((expected, index) => expected !== found[index]);
  throw malformed(file, `line ${(line < 0 ? found.length : line) + 1} is not in canonical form`);
}
