// Where callers are while generated code runs, held against what the backend says of its calls and faults.

import { describe, expect, test } from "bun:test";
import { Architecture, CodePosition, CodePositionFlag, GENERATE_DEBUG } from "../../src/abi/bindings.ts";
import type { LinkTarget } from "../../src/linking/piece.ts";
import { portableBackendBytes } from "../../src/plugins/embedded_bytes.ts";
import { pieceOf } from "../../src/programs/code_pieces.ts";
import { Generator } from "../../src/stages/native_backend/generator.ts";
import { PortableGenerateRequest } from "../../src/stages/portable_generator.ts";
import { PortableModule } from "../../src/stages/portable_module.ts";
import { randomFrom, randomFunction } from "../ir/random_function.ts";

const processors = {
  "linux-x64": { architecture: Architecture.x8664, returnAddress: 16, fresh: 8 },
  "linux-arm64": { architecture: Architecture.aarch64, returnAddress: 30, fresh: 0 },
} as const;

/** How many bytes a frame has from an offset on, and whether the return address is in it. */
interface Row {
  readonly offset: number;
  readonly bytes: number;
  readonly isOnStack: boolean;
}

/** What call frame instructions say (DWARF 5, 6.4.2), of those that code without other stacks has. */
function rowsOf(instructions: Uint8Array, target: LinkTarget): Row[] {
  const { returnAddress, fresh } = processors[target];
  let at = 0;
  const unsigned = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = instructions[at++] as number;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const bytes = (count: number) => {
    const start = at;
    at += count;
    return instructions.subarray(start, at).reduceRight((value, byte) => value * 256 + byte, 0);
  };
  let row: Row = { offset: 0, bytes: fresh, isOnStack: target === "linux-x64" };
  const rows: Row[] = [row];
  const change = (changed: Partial<Row>) => {
    row = { ...row, ...changed };
    rows.push(row);
  };
  while (at < instructions.length) {
    const code = instructions[at++] as number;
    if (code === 0x02) change({ offset: row.offset + bytes(1) });
    else if (code === 0x03) change({ offset: row.offset + bytes(2) });
    else if (code === 0x04) change({ offset: row.offset + bytes(4) });
    else if (code === 0x0e) change({ bytes: unsigned() });
    else if (code === (0x80 | returnAddress)) {
      expect(unsigned()).toBe(1);
      change({ isOnStack: true });
    } else if (code === 0x08) {
      expect(unsigned()).toBe(returnAddress);
      change({ isOnStack: false });
    } else throw new Error(`call frame instruction ${code}`);
  }
  return rows;
}

describe.each([
  ["linux-x64", 0],
  ["linux-x64", 0xffffffff],
  ["linux-arm64", 0],
] satisfies [LinkTarget, number][])("%s, features %d", (target, cpuFeatures) => {
  const generator = new Generator(new PortableGenerateRequest(new PortableModule(portableBackendBytes)), {
    architecture: processors[target].architecture,
    cpuFeatures,
  });
  generator.flags = GENERATE_DEBUG;

  test("every call and fault of generated code is where the backend says", () => {
    let compared = 0;
    for (let seed = 1; seed <= 300; seed++) {
      const blob = generator.function(randomFunction(randomFrom(seed)));
      if (blob === undefined) continue;
      const { positions, frames } = pieceOf(blob, "code", GENERATE_DEBUG);
      const rows = rowsOf(frames?.instructions ?? new Uint8Array(0), target);
      expect(frames?.changesStack).toBe(false);
      for (let at = 0; at < positions.length; at += CodePosition.WORDS) {
        const field = (name: number) => positions[at + name] as number;
        const offset = field(CodePosition.offset);
        const isCall = field(CodePosition.flags) === CodePositionFlag.returnAddress;
        const row = rows.findLast((row) => row.offset <= (isCall ? offset - 1 : offset));
        expect({ seed, offset, row }).toEqual({
          seed,
          offset,
          row: { offset: row?.offset ?? -1, bytes: field(CodePosition.stackOffset) + 8, isOnStack: true },
        });
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(1000);
  });
});
