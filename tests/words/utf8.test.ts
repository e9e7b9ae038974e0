import { expect, test } from "bun:test";
import { decode, encode, encodedLength, lengthFromLead, MAX_CHARACTER } from "../../src/forth/utf8.ts";

test("every character comes back from its encoding", () => {
  const bytes = new Uint8Array(4);
  const decoder = new TextDecoder();
  for (let code = 0; code <= MAX_CHARACTER; code += code < 0x3000 ? 1 : 97) {
    const length = encode(code, bytes);
    if (code >= 0xd800 && code <= 0xdfff) {
      expect(length).toBe(0);
      continue;
    }
    expect(length).toBe(encodedLength(code));
    expect(lengthFromLead(bytes[0] as number)).toBe(length);
    expect(decode(bytes.subarray(0, length))).toBe(code);
    if (code !== 0xfeff) expect(decoder.decode(bytes.subarray(0, length)).codePointAt(0)).toBe(code);
  }
});

test.each([
  ["nothing", []],
  ["a continuation byte", [0x80]],
  ["an overlong encoding", [0xc0, 0xaf]],
  ["an overlong encoding of three bytes", [0xe0, 0x80, 0xaf]],
  ["a surrogate", [0xed, 0xa0, 0x80]],
  ["a character beyond Unicode", [0xf4, 0x90, 0x80, 0x80]],
  ["a cut-off character", [0xe2, 0x82]],
  ["a lead byte after a lead byte", [0xc3, 0xc3]],
])("%s is malformed", (_, bytes) => expect(decode(Uint8Array.from(bytes))).toBe(-1));

test.each([-1, MAX_CHARACTER + 1, 0xd800, Number.NaN])("%p is no character", (code) => {
  expect(encode(code, new Uint8Array(4))).toBe(0);
});
