// Reading the fields of a parsed file, each with its type and bounds. Fields that nobody reads are let through: a later
// FastForth may add some, they are signed, and a client from before must still be able to read the file that brings it
// up to date (TUF 4, "unrecognized attribute-value pairs").

import { type JsonObject, type JsonValue, malformed, quote } from "./canonical.ts";
import { greatestNumber } from "./config.ts";
import type { UpdateError } from "./errors.ts";

/** One object of a file. */
export class Fields {
  constructor(
    /** What messages call the file. */
    readonly file: string,
    /** Where in the file the object is, such as `signed.keys[2]`. */
    readonly path: string,
    readonly object: JsonObject,
  ) {}

  /** @throws UpdateError "format" when it is missing or not an object */
  fields(key: string): Fields {
    return asFields(this.file, this.#at(key), this.#value(key));
  }

  /** An array of objects. @throws UpdateError "format" when it is missing, no such array, or too long */
  list(key: string, maximumCount: number): Fields[] {
    return this.#array(key, maximumCount).map((item, index) =>
      asFields(this.file, `${this.#at(key)}[${index}]`, item),
    );
  }

  /** The same, empty when the field is missing. */
  optionalList(key: string, maximumCount: number): Fields[] {
    return this.has(key) ? this.list(key, maximumCount) : [];
  }

  /** An array of texts that match a pattern. */
  texts(key: string, maximumCount: number, pattern: RegExp): string[] {
    return this.#array(key, maximumCount).map((item, index) => {
      if (typeof item === "string" && pattern.test(item)) return item;
      throw this.error(`${key}[${index}]`, "is not what it has to be");
    });
  }

  /** A text of at most `maximumLength` UTF-16 units. */
  text(key: string, maximumLength: number, pattern?: RegExp): string {
    const value = this.#value(key);
    if (typeof value !== "string") throw this.error(key, "is not a text");
    if (value.length > maximumLength) throw this.error(key, `is longer than ${maximumLength}`);
    if (pattern && !pattern.test(value)) throw this.error(key, `is ${quote(value)}, which is not accepted`);
    return value;
  }

  /** A whole number within bounds, both included. */
  integer(key: string, minimum: number, maximum: number = greatestNumber): number {
    const value = this.#value(key);
    if (typeof value !== "number" || !Number.isSafeInteger(value)) {
      throw this.error(key, "is not a whole number");
    }
    if (value < minimum || value > maximum) {
      throw this.error(key, `is ${value}, which is not between ${minimum} and ${maximum}`);
    }
    return value;
  }

  /** A number from 0 to 1. */
  share(key: string): number {
    const value = this.#value(key);
    if (typeof value !== "number" || !(value >= 0 && value <= 1)) {
      throw this.error(key, "is not a number from 0 to 1");
    }
    return value;
  }

  /** A moment in UTC to the second, such as `2026-11-25T16:00:00Z`, as milliseconds since 1970. */
  moment(key: string): number {
    const text = this.text(key, 20);
    const milliseconds = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? Date.parse(text) : Number.NaN;
    // The way back catches the 30th of February.
    if (Number.isNaN(milliseconds) || writeMoment(milliseconds) !== text) {
      throw this.error(key, `is ${quote(text)}, which is no time such as 2026-11-25T16:00:00Z`);
    }
    return milliseconds;
  }

  has(key: string): boolean {
    return Object.hasOwn(this.object, key);
  }

  /** An error about one field. @param detail continues "signed.version …" */
  error(key: string, detail: string): UpdateError {
    return malformed(this.file, `${this.#at(key)} ${detail}`);
  }

  #array(key: string, maximumCount: number): readonly JsonValue[] {
    const value = this.#value(key);
    if (!Array.isArray(value)) throw this.error(key, "is not an array");
    if (value.length > maximumCount) {
      throw this.error(key, `has ${value.length} items; at most ${maximumCount} are accepted`);
    }
    return value;
  }

  #value(key: string): JsonValue {
    if (!this.has(key)) throw this.error(key, "is missing");
    return this.object[key] as JsonValue;
  }

  #at(key: string): string {
    return this.path === "" ? key : `${this.path}.${key}`;
  }
}

/** The way a moment is written in files. @param milliseconds since 1970; what is less than a second is dropped */
export function writeMoment(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, "Z");
}

/** @throws UpdateError "format" when two items have the same key */
export function requireDistinct<Item>(
  fields: Fields,
  key: string,
  items: readonly Item[],
  identity: (item: Item) => string,
): void {
  const seen = new Set<string>();
  for (const item of items) {
    const name = identity(item);
    if (seen.has(name)) throw fields.error(key, `names ${quote(name)} twice`);
    seen.add(name);
  }
}

function asFields(file: string, path: string, value: JsonValue): Fields {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw malformed(file, `${path} is not an object`);
  }
  return new Fields(file, path, value as JsonObject);
}
