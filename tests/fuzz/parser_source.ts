// Generates source text for the parser stage: numbers of every format in every base, extremes, characters,
// broken UTF-8, plain rubbish, and white space of all kinds between them.

/** A generator of pseudo-random numbers (xorshift32). The same seed gives the same text. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed, 0x9e3779b1) | 1;
  }

  /** An integer from 0 to `limit` - 1. */
  below(limit: number): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return Math.floor(((state >>> 0) / 2 ** 32) * limit);
  }

  pick<Item>(items: ArrayLike<Item>): Item {
    return items[this.below(items.length)] as Item;
  }

  chance(oneIn: number): boolean {
    return this.below(oneIn) === 0;
  }

  /** `length` characters of an alphabet. */
  text(alphabet: string, length: number): string {
    return Array.from({ length }, () => this.pick(alphabet)).join("");
  }
}

const SIGNS = ["", "", "", "-", "+"];
const PREFIXES = ["", "", "", "#", "&", "$", "%", "0x", "0X"];
const ALPHANUMERIC = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const NUMBER_CHARACTERS = "+-.#&$%'eExX0123456789abzABZ";
const BOUNDARY_CODE_POINTS = [
  0x27, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xfeff, 0xffff, 0x10000, 0x10ffff,
];
const WHITE_SPACE = [" ", " ", "  ", "\n", "\r\n", "\r", "\t", "\0", "\x1f", "\n\n"];

/** Source text of about `tokenCount` tokens, as bytes. `base` is the BASE that it will be parsed under. */
export function generateSource(random: Random, base: number, tokenCount: number): Uint8Array {
  const pieces: Buffer[] = [];
  for (let token = 0; token < tokenCount; token++) {
    pieces.push(generateToken(random, base), Buffer.from(random.pick(WHITE_SPACE)));
  }
  // Now and then the source ends without white space, and begins with some.
  if (random.chance(2)) pieces.pop();
  if (random.chance(2)) pieces.unshift(Buffer.from(random.pick(WHITE_SPACE)));
  return Uint8Array.from(Buffer.concat(pieces));
}

const generators: readonly ((random: Random, base: number) => string | Buffer)[] = [
  integer,
  integer,
  extreme,
  extreme,
  float,
  character,
  (random) => random.text(NUMBER_CHARACTERS, 1 + random.below(8)),
  (random) => random.text(ALPHANUMERIC, 1 + random.below(12)),
  (random) => random.text("+-*/@!?<>=.,;:[]{}()\\\"'", 1 + random.below(4)),
  (random) => Buffer.from(Array.from({ length: 1 + random.below(12) }, () => random.below(256))),
  (random) => random.text("éß€λ漢😀\u{10ffff}\u{800}\u{ffff}", 1 + random.below(6)),
];

function generateToken(random: Random, base: number): Buffer {
  const bytes = Buffer.from(random.pick(generators)(random, base));
  // Now and then one byte of it is changed.
  if (random.chance(8)) bytes[random.below(bytes.length)] = random.below(256);
  return bytes;
}

function integer(random: Random, base: number): string {
  const prefix = random.pick(PREFIXES);
  const radix = radixOf(prefix, base);
  const length = random.chance(4) ? 1 + random.below(140) : 1 + random.below(24);
  const digits = random.text(digitsOf(random.chance(10) ? Math.min(radix + 1, 36) : radix), length);
  return dress(random, prefix, digits);
}

/** A number next to where halves, cells and doubles wrap. */
function extreme(random: Random, base: number): string {
  const prefix = random.pick(PREFIXES);
  const exponent = random.pick([31, 32, 33, 52, 53, 54, 62, 63, 64, 65, 95, 96, 97, 126, 127, 128, 129]);
  const value = 2n ** BigInt(exponent) + BigInt(random.below(9) - 4);
  const digits = value.toString(radixOf(prefix, base));
  return dress(random, prefix, random.chance(3) ? digits.toUpperCase() : digits);
}

function dress(random: Random, prefix: string, digits: string): string {
  const inner = prefix === "" && !random.chance(10) ? "" : random.pick(SIGNS);
  return `${random.pick(SIGNS)}${prefix}${inner}${digits}${random.chance(3) ? "." : ""}`;
}

function float(random: Random): string {
  const digits = () => random.text(digitsOf(10), random.below(5));
  const point = random.chance(2) ? "." : "";
  return `${random.pick(SIGNS)}${digits()}${point}${digits()}${random.pick(["e", "E", "d", ""])}${random.pick(SIGNS)}${digits()}`;
}

function character(random: Random): Buffer {
  const limit = random.pick([0x80, 0x800, 0x10000, 0x110000]);
  const codePoint = random.chance(4) ? random.pick(BOUNDARY_CODE_POINTS) : random.below(limit);
  const whole = Buffer.from(String.fromCodePoint(codePoint));
  const cut = random.chance(6) ? whole.subarray(0, random.below(whole.length + 1)) : whole;
  return Buffer.concat([Buffer.from("'"), cut, Buffer.from(random.chance(3) ? "" : "'")]);
}

function radixOf(prefix: string, base: number): number {
  if (prefix === "") return base;
  return { "#": 10, "&": 10, $: 16, "%": 2 }[prefix] ?? 16;
}

function digitsOf(radix: number): string {
  const digits = ALPHANUMERIC.slice(0, radix);
  return digits + digits.toUpperCase();
}
