// What the linker takes, leaves out, refuses, and does without; on pieces made by hand.

import { describe, expect, test } from "bun:test";
import { link } from "../../src/linking/link.ts";
import { LinkError, type LinkTarget, type Piece, UndefinedSymbol } from "../../src/linking/piece.ts";
import { addressOf, naming, piece } from "./made_pieces.ts";

function linked(pieces: readonly Piece[], roots: readonly string[] = [], target: LinkTarget = "linux-x64") {
  return link({ target, pieces, roots, entry: "start", strip: true });
}

/** The bytes of a piece in the file: the segments follow each other, and addresses are congruent to offsets. */
function bytesAt(file: Uint8Array, address: number, length: number): number[] {
  const view = new DataView(file.buffer);
  for (let header = 64; header < 64 + 56 * view.getUint16(56, true); header += 56) {
    const start = Number(view.getBigUint64(header + 16, true));
    const offset = address - start + Number(view.getBigUint64(header + 8, true));
    if (address >= start && address < start + Number(view.getBigUint64(header + 32, true)))
      return [...file.subarray(offset, offset + length)];
  }
  throw new Error(`nothing is at ${address}`);
}

function number64(bytes: readonly number[]): number {
  return Number(new DataView(Uint8Array.from(bytes).buffer).getBigUint64(0, true));
}

describe("what is in the program", () => {
  test("what the roots reach, through code and data", () => {
    const pieces = [
      naming("start", "table"),
      piece("table", "rodata", new Uint8Array(16), [addressOf("a"), addressOf("b", 8)]),
      naming("a"),
      naming("b", "a"),
      naming("c", "d"),
      naming("d", "c"),
      naming("e"),
    ];
    const names = (roots: readonly string[]) => [...linked(pieces, roots).addresses.keys()].sort();
    expect(names([])).toEqual(["a", "b", "start", "table"]);
    expect(names(["d"])).toEqual(["a", "b", "c", "d", "start", "table"]);
  });

  test("code in the order given, between pieces without bytes", () => {
    const edge = (name: string) => ({ ...piece(name, "text", []), alignment: 1 });
    const order = ["start", "z", "first", "a", "m", "end"];
    const pieces = [
      naming("start", ...order),
      naming("z"),
      edge("first"),
      naming("a"),
      naming("m"),
      edge("end"),
    ];
    const { addresses } = linked(pieces);
    const ascending = [...addresses].sort(([, a], [, b]) => a - b).map(([name]) => name);
    expect(addresses.get("first")).toBe(addresses.get("a") as number);
    expect(ascending.filter((name) => name !== "first")).toEqual(["start", "z", "a", "m", "end"]);
    expect(addresses.get("start")).toBe((addresses.get("z") as number) - 48);
  });

  test("one of those that are the same and may be merged", () => {
    const same = (name: string, mergeable: boolean) => ({ ...piece(name, "rodata", [1, 2, 3]), mergeable });
    const pieces = [naming("start", "a", "b", "c"), same("a", true), same("b", true), same("c", false)];
    const { addresses } = linked(pieces);
    expect(addresses.get("b")).toBe(addresses.get("a") as number);
    expect(addresses.get("c")).not.toBe(addresses.get("a") as number);
  });

  test("alignment is kept", () => {
    const aligned = [4096, 1, 64, 8].map((alignment, index) => ({
      ...piece(`p${index}`, "rodata", [1]),
      alignment,
    }));
    const code = [256, 16].map((alignment, index) => ({ ...naming(`c${index}`), alignment }));
    const all = [...aligned, ...code];
    for (const target of ["linux-x64", "linux-arm64"] as const) {
      const { addresses } = linked([naming("start", ...all.map(({ name }) => name)), ...all], [], target);
      for (const { name, alignment } of all) expect((addresses.get(name) as number) % alignment).toBe(0);
    }
  });
});

describe("symbols", () => {
  test("one that is missing: the shortest way to it", () => {
    const pieces = [naming("start", "a", "b"), naming("a", "c"), naming("b", "c"), naming("c", "gone")];
    try {
      linked(pieces);
      throw new Error("linked");
    } catch (error) {
      if (!(error instanceof UndefinedSymbol)) throw error;
      expect(error.symbol).toBe("gone");
      expect(error.chain).toEqual(["start", "a", "c"]);
      expect(error.message).toBe('undefined symbol "gone", reached by start → a → c');
    }
  });

  test("one that is missing and may be is at 0", () => {
    const weak = { ...addressOf("gone"), weak: true };
    const { file, addresses } = linked([piece("start", "text", new Uint8Array(8).fill(1), [weak])]);
    expect(number64(bytesAt(file, addresses.get("start") as number, 8))).toBe(0);
  });

  test("two definitions are an error, unless one is weak", () => {
    const weak = (name: string, byte: number): Piece => {
      const made = piece(name, "rodata", [byte]);
      return { ...made, symbols: made.symbols.map((symbol) => ({ ...symbol, binding: "weak" as const })) };
    };
    const start = naming("start", "a");
    expect(() => linked([start, naming("a"), naming("a")])).toThrow('symbol "a" is defined twice');
    const found = (...pieces: Piece[]) => {
      const { file, addresses } = linked([start, ...pieces]);
      return bytesAt(file, addresses.get("a") as number, 1)[0];
    };
    expect(found(weak("a", 1), piece("a", "rodata", [2]))).toBe(2);
    expect(found(piece("a", "rodata", [2]), weak("a", 1))).toBe(2);
    expect(found(weak("a", 3), weak("a", 4))).toBe(3);
  });
});

describe("what cannot be", () => {
  const far = (kind: "absolute32" | "relative32", addend: number): Piece =>
    piece("start", "text", new Uint8Array(8), [{ offset: 0, kind, symbol: "start", addend }]);
  test.each([
    ["a field without room", far("absolute32", -(2 ** 30)), 'start: the field at 0 for "start" has no room'],
    ["a distance that is too far", far("relative32", 2 ** 31 + 4), "is too far from what it names"],
    [
      "a field outside",
      piece("start", "text", [1, 2, 3], [addressOf("start")]),
      "has a field outside it, at 0",
    ],
    [
      "a field before",
      piece("start", "text", [1, 2, 3], [addressOf("start", -4)]),
      "has a field outside it, at -4",
    ],
    ["a strange alignment", { ...naming("start"), alignment: 3 }, "start has an alignment of 3"],
    ["too large an alignment", { ...naming("start"), alignment: 8192 }, "start has an alignment of 8192"],
    [
      "a symbol outside",
      { ...naming("start"), symbols: [{ name: "start", offset: 1, size: 0, kind: "function" as const }] },
      'symbol "start" is outside start',
    ],
  ])("%s", (_, made, message) => {
    expect(() => linked([made])).toThrow(message);
    expect(() => linked([made])).toThrow(LinkError);
  });

  test("more than 2 GB", () => {
    const huge: Piece = { ...piece("huge", "bss", []), size: 2 ** 31, symbols: [] };
    const label = { name: "huge", offset: 0, size: 0, kind: "label" as const };
    expect(() => linked([naming("start", "huge"), { ...huge, symbols: [label] }])).toThrow(
      "larger than 2 GB",
    );
  });
});

describe("detours", () => {
  const held = piece("slots", "rodata", new Uint8Array(24), [addressOf("a", 8)]);
  const code = (bytes: readonly number[], offset: number, addend: number): Piece =>
    piece("start", "text", bytes, [{ offset, kind: "relative32", symbol: "slots", addend }]);

  test.each([
    ["call", [0xff, 0x15, 0, 0, 0, 0, 0xc3], [0x67, 0xe8], 0],
    ["jmp", [0xff, 0x25, 0, 0, 0, 0, 0xc3], [0xe9], 1],
  ])("x86-64: %s through a constant is direct", (_, bytes, opcode, shift) => {
    const { file, addresses } = linked([code(bytes, 2, 8), held, naming("a")]);
    const start = addresses.get("start") as number;
    const found = bytesAt(file, start, 7);
    const distance = new DataView(Uint8Array.from(found).buffer).getInt32(2 - shift, true);
    expect(found.slice(0, 2 - shift)).toEqual(opcode);
    expect(start + 6 - shift + distance).toBe(addresses.get("a") as number);
    expect(found[6]).toBe(0xc3);
    expect(addresses.has("slots")).toBe(false);
  });

  test("x86-64: neither through another place, nor through what can change, nor of another instruction", () => {
    const call = [0xff, 0x15, 0, 0, 0, 0];
    for (const [made, slots] of [
      [code(call, 2, 0), held],
      [code(call, 2, 8), { ...held, section: "data" as const }],
      [code([0xff, 0x35, 0, 0, 0, 0], 2, 8), held],
      [code([0x48, 0x15, 0, 0, 0, 0], 2, 8), held],
      [code([0x15, 0, 0, 0, 0, 0], 1, 8), held],
    ] as const) {
      const { file, addresses } = linked([made, slots, naming("a")]);
      const before = made.relocations[0]?.offset as number;
      const found = bytesAt(file, addresses.get("start") as number, before);
      expect(found).toEqual([...made.bytes.subarray(0, before)]);
      expect(addresses.has("slots")).toBe(true);
    }
  });

  const through = (register: number, branch = 0xd63f0000): Piece => {
    const words = [0x90000000 + register, 0xf9400000 + register * 0x21, branch + register * 0x20, 0xd65f03c0];
    return piece("start", "text", new Uint8Array(Uint32Array.from(words).buffer), [
      { offset: 0, kind: "page21", symbol: "slots", addend: 8 },
      { offset: 4, kind: "pageOffset12", symbol: "slots", addend: 8 },
    ]);
  };
  const words = (bytes: readonly number[]) => [...new Uint32Array(Uint8Array.from(bytes).buffer)];

  test("AArch64: a call through a constant is direct", () => {
    const { file, addresses } = linked([through(16), held, naming("a")], [], "linux-arm64");
    const start = addresses.get("start") as number;
    const distance = (addresses.get("a") as number) - (start + 8);
    const call = 0x94000000 + distance / 4;
    expect(words(bytesAt(file, start, 16))).toEqual([0xd503201f, 0xd503201f, call, 0xd65f03c0]);
    expect(addresses.has("slots")).toBe(false);
  });

  test("AArch64: not by a register that may be looked at later, and not a branch", () => {
    for (const made of [through(8), through(16, 0xd61f0000)]) {
      const { addresses } = linked([made, held, naming("a")], [], "linux-arm64");
      expect(addresses.has("slots")).toBe(true);
    }
  });
});

describe("the file", () => {
  const pieces = [
    naming("start", "constant", "variable", "zeros"),
    piece("constant", "rodata", [1, 2, 3]),
    piece("variable", "data", [4, 5, 6]),
    {
      ...piece("zeros", "bss", []),
      size: 100_000,
      symbols: [{ name: "zeros", offset: 0, size: 100_000, kind: "object" as const }],
    },
  ];
  const segments = (file: Uint8Array) => {
    const view = new DataView(file.buffer);
    return Array.from({ length: view.getUint16(56, true) }, (_, index) => {
      const at = 64 + 56 * index;
      const long = (offset: number) => Number(view.getBigUint64(at + offset, true));
      return {
        type: view.getUint32(at, true),
        rights: view.getUint32(at + 4, true),
        offset: long(8),
        address: long(16),
        fileSize: long(32),
        memorySize: long(40),
        alignment: long(48),
      };
    });
  };

  test.each(["linux-x64", "linux-arm64"] as const)(
    "for %s: segments with one right each, in separate pages",
    (target) => {
      for (const made of [
        pieces,
        pieces.map((made) => (made.section === "data" ? { ...made, section: "rodata" as const } : made)),
      ]) {
        const { file } = linked(made, [], target);
        expect(file.length).toBeLessThan(1200);
        const loaded = segments(file).filter(({ type }) => type === 1);
        expect(loaded.map(({ rights }) => rights)).toEqual([4, 5, 6]);
        let end = 0;
        for (const { address, alignment, fileSize, memorySize, offset } of loaded) {
          expect(alignment).toBe(target === "linux-x64" ? 4096 : 65536);
          expect(address % alignment).toBe(offset % alignment);
          expect(Math.floor(address / alignment)).toBeGreaterThan(Math.floor((end - 1) / alignment));
          expect(offset + fileSize).toBeLessThanOrEqual(file.length);
          // A kernel clears the rest of the last page of the file: when there is none, memory must begin with a page.
          if (fileSize === 0) expect(address % alignment).toBe(0);
          end = address + memorySize;
        }
        const [stack] = segments(file).filter(({ type }) => type === 0x6474e551);
        expect(stack?.rights).toBe(6);
      }
    },
  );
});
