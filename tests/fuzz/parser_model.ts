// What the parser stage should answer, written for clarity alone: regular expressions and BigInt, one token at
// a time. It shares no code with either implementation.

export interface ModelToken {
  readonly start: number;
  readonly length: number;
  readonly line: number;
  readonly lineStart: number;
  readonly hash: number;
  readonly kind: "name" | "cell" | "double" | "float";
  /** Modulo 2^64 for a cell, 2^128 for a double, 0 for a name or a float. */
  readonly value: bigint;
}

export interface ModelRequest {
  readonly offset: number;
  readonly line: number;
  readonly lineStart: number;
  readonly base: number;
  readonly singleLine: boolean;
}

/** All tokens of a source from an offset on. */
export function modelTokens(source: Uint8Array, request: ModelRequest): ModelToken[] {
  const text = Buffer.from(source).toString("latin1");
  const pattern = /[!-\xff]+/g;
  pattern.lastIndex = request.offset;
  const tokens: ModelToken[] = [];
  let { line, lineStart } = request;
  let seen = request.offset;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    for (
      let feed = text.indexOf("\n", seen);
      feed >= 0 && feed < match.index;
      feed = text.indexOf("\n", feed + 1)
    ) {
      if (request.singleLine) break;
      line++;
      lineStart = feed + 1;
    }
    seen = match.index + match[0].length;
    const place = { start: match.index, length: match[0].length, line, lineStart };
    tokens.push({ ...place, hash: modelHash(match[0]), ...modelLiteral(match[0], request.base) });
  }
  return tokens;
}

function modelHash(latin1: string): number {
  const lowerCase = latin1.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  let hash = 0x811c9dc5n;
  for (const byte of Buffer.from(lowerCase, "latin1")) {
    hash = ((hash ^ BigInt(byte)) * 0x01000193n) % 2n ** 32n;
  }
  return Number(hash);
}

/** The kind and value of a token's text, one character a byte. */
export function modelLiteral(latin1: string, base: number): Pick<ModelToken, "kind" | "value"> {
  if (latin1.startsWith("'")) return modelCharacter(latin1);
  const number = /^([+-]?)([#&$%]|0[xX](?=.)|)([+-]?)([0-9A-Za-z]+)(\.?)$/.exec(latin1);
  const plain = /^([+-]?)()()([0-9A-Za-z]+)(\.?)$/.exec(latin1);
  const match = number?.[2]?.toLowerCase() === "0x" && base > 33 ? plain : number;
  if (match !== null) {
    const [, before, prefix = "", after, digits = "", point] = match;
    const radix = { "#": 10, "&": 10, $: 16, "%": 2, "0x": 16, "": base }[prefix.toLowerCase()] as number;
    const values = [...digits].map((digit) => Number.parseInt(digit, 36));
    const signs = `${before}${after}`;
    if (values.every((value) => value < radix) && signs.length <= 1) {
      const magnitude = digitsValue(values, radix);
      const value = signs === "-" ? -magnitude : magnitude;
      return point === "."
        ? { kind: "double", value: BigInt.asUintN(128, value) }
        : { kind: "cell", value: BigInt.asUintN(64, value) };
    }
  }
  const float = /^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]*$/.test(latin1);
  return { kind: float && base === 10 ? "float" : "name", value: 0n };
}

function digitsValue(values: readonly number[], radix: number): bigint {
  return values.reduce((sum, digit) => BigInt.asUintN(128, sum * BigInt(radix) + BigInt(digit)), 0n);
}

function modelCharacter(latin1: string): Pick<ModelToken, "kind" | "value"> {
  const rest = latin1.slice(1);
  const name = { kind: "name", value: 0n } as const;
  if (rest === "" || rest === "'") return name;
  for (const character of [rest, rest.replace(/'$/, "")]) {
    const codePoint = soleCodePoint(character);
    if (codePoint !== undefined) return { kind: "cell", value: BigInt(codePoint) };
  }
  return name;
}

/** The code point when the bytes are one UTF-8 character, or one byte; else undefined. */
function soleCodePoint(latin1: string): number | undefined {
  if (latin1.length === 1) return latin1.charCodeAt(0);
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    const characters = [...decoder.decode(Buffer.from(latin1, "latin1"))];
    return characters.length === 1 ? characters[0]?.codePointAt(0) : undefined;
  } catch (error) {
    if (error instanceof TypeError) return undefined; // Not UTF-8.
    throw error;
  }
}
