// The form of a parsed file, as a value: what each field has to be. A file is read in one go by its form. Fields that no
// form names are let through: a later FastForth may add some, they are signed, and a client from before must still be
// able to read the file that brings it up to date (TUF 4, "unrecognized attribute-value pairs").

import { type JsonObject, type JsonValue, malformed, quote } from "./canonical.ts";
import { greatestNumber, lengths } from "./config.ts";
import type { UpdateError } from "./errors.ts";
import { isVersion } from "./versions.ts";

/** A value of a file, as messages name it. */
export class Place {
  constructor(
    /** What messages call the file. */
    readonly file: string,
    /** Where in the file the value is, such as `signed.keys[2]`. */
    readonly path = "",
  ) {}

  field(key: string): Place {
    return new Place(this.file, this.path === "" ? key : `${this.path}.${key}`);
  }

  item(index: number): Place {
    return new Place(this.file, `${this.path}[${index}]`);
  }

  /** An error about the value. @param detail continues "signed.version …" */
  error(detail: string): UpdateError {
    return malformed(this.file, `${this.path} ${detail}`);
  }
}

/**
 * Reads a value that has to be of some form.
 * @param value undefined when it is missing
 * @throws UpdateError "format" when it is not
 */
export type Form<T> = (value: JsonValue | undefined, place: Place) => T;

/** What a form gives. */
export type Read<F> = F extends Form<infer T> ? T : never;

/** An object with fields of their own forms. */
export function record<T>(fields: { readonly [Key in keyof T]: Form<T[Key]> }): Form<T> {
  const forms = Object.entries<Form<unknown>>(fields);
  return (value, place) => {
    const object = objectAt(value, place);
    const read = (key: string) => (Object.hasOwn(object, key) ? object[key] : undefined);
    return Object.fromEntries(forms.map(([key, form]) => [key, form(read(key), place.field(key))])) as T;
  };
}

/** What another form gives, when `check` lets it pass or makes something of it. */
export function checked<T, U>(form: Form<T>, check: (value: T, place: Place) => U): Form<U> {
  return (value, place) => check(form(value, place), place);
}

/**
 * An array.
 * @param identity no two items may have the same
 */
export function list<T>(
  form: Form<T>,
  maximumCount: number,
  identity?: (item: T) => string,
): Form<readonly T[]> {
  return (value, place) => {
    if (!Array.isArray(required(value, place))) throw place.error("is not an array");
    const array = value as readonly JsonValue[];
    if (array.length > maximumCount)
      throw place.error(`has ${array.length} items; at most ${maximumCount} are accepted`);
    const items = array.map((item, index) => form(item, place.item(index)));
    if (identity !== undefined) requireDistinct(items.map(identity), place);
    return items;
  };
}

/** A list that may be missing, which is the same as an empty one. */
export function optionalList<T>(form: Form<readonly T[]>): Form<readonly T[]> {
  return (value, place) => (value === undefined ? [] : form(value, place));
}

/** A text of at most `maximumLength` UTF-16 units. */
export function text(maximumLength: number, pattern?: RegExp): Form<string> {
  return (value, place) => {
    const found = required(value, place);
    if (typeof found !== "string") throw place.error("is not a text");
    if (found.length > maximumLength) throw place.error(`is longer than ${maximumLength}`);
    if (pattern && !pattern.test(found)) throw place.error(`is ${quote(found)}, which is not accepted`);
    return found;
  };
}

/** So many bytes as lower-case hexadecimal digits, which is one spelling for every value. */
const hexadecimal = (bytes: number): Form<string> => text(2 * bytes, new RegExp(`^[0-9a-f]{${2 * bytes}}$`));

/** 32 bytes: a SHA-256, a key's identity, an Ed25519 public key. */
export const hex32 = hexadecimal(32);
/** 64 bytes: an Ed25519 signature. */
export const hex64 = hexadecimal(64);

/** A semantic version in its normal form. */
export const version: Form<string> = checked(text(lengths.version), (found, place) => {
  if (!isVersion(found)) throw place.error(`is ${quote(found)}, which is no semantic version`);
  return found;
});

/** A whole number within bounds, both included. */
export function integer(minimum: number, maximum: number = greatestNumber): Form<number> {
  return (value, place) => {
    const found = required(value, place);
    if (typeof found !== "number" || !Number.isSafeInteger(found)) throw place.error("is not a whole number");
    if (found < minimum || found > maximum)
      throw place.error(`is ${found}, which is not between ${minimum} and ${maximum}`);
    return found;
  };
}

/** A number from 0 to 1. */
export const share: Form<number> = (value, place) => {
  const found = required(value, place);
  if (typeof found === "number" && found >= 0 && found <= 1) return found;
  throw place.error("is not a number from 0 to 1");
};

/** A moment in UTC to the second, such as `2026-11-25T16:00:00Z`, as milliseconds since 1970. */
export const moment: Form<number> = checked(text(20), (found, place) => {
  const milliseconds = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(found) ? Date.parse(found) : Number.NaN;
  // The way back catches the 30th of February.
  if (Number.isNaN(milliseconds) || writeMoment(milliseconds) !== found)
    throw place.error(`is ${quote(found)}, which is no time such as 2026-11-25T16:00:00Z`);
  return milliseconds;
});

/** The way a moment is written in files. @param milliseconds since 1970; what is less than a second is dropped */
export function writeMoment(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, "Z");
}

function required(value: JsonValue | undefined, place: Place): JsonValue {
  if (value === undefined) throw place.error("is missing");
  return value;
}

/** An object, whatever is in it. @throws UpdateError "format" */
export function objectAt(value: JsonValue | undefined, place: Place): JsonObject {
  const found = required(value, place);
  if (found === null || typeof found !== "object" || Array.isArray(found))
    throw place.error("is not an object");
  return found as JsonObject;
}

function requireDistinct(names: readonly string[], place: Place): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw place.error(`names ${quote(name)} twice`);
    seen.add(name);
  }
}
