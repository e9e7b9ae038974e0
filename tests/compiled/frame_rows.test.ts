// Where callers are while generated code runs, held against what the backend says of its calls and faults, and gdb.

import { describe, expect, test } from "bun:test";
import { Architecture, CodePosition, CodePositionFlag, NONE } from "../../src/abi/bindings.ts";
import { disassembleX86 } from "../../src/disassembler/x86_64.ts";
import type { LinkTarget } from "../../src/linking/piece.ts";
import { portableBackendBytes } from "../../src/plugins/embedded_bytes.ts";
import { pieceOf } from "../../src/programs/code_pieces.ts";
import { frameRows } from "../../src/programs/frame_rows.ts";
import { noShape, readShapeX64 } from "../../src/programs/shape_x64.ts";
import { Generator } from "../../src/stages/native_backend/generator.ts";
import { PortableGenerateRequest } from "../../src/stages/portable_generator.ts";
import { PortableModule } from "../../src/stages/portable_module.ts";
import { randomFrom, randomFunction } from "../ir/random_function.ts";

const architectures = { "linux-x64": Architecture.x8664, "linux-arm64": Architecture.aarch64 } as const;

describe.each(["linux-x64", "linux-arm64"] satisfies LinkTarget[])("%s", (target) => {
  const settings = { architecture: architectures[target], cpuFeatures: 0 };
  const generator = new Generator(
    new PortableGenerateRequest(new PortableModule(portableBackendBytes)),
    settings,
  );

  test("every call and fault of generated code is where the backend says", () => {
    let compared = 0;
    for (let seed = 1; seed <= 300; seed++) {
      const blob = generator.function(randomFunction(randomFrom(seed)));
      if (blob === undefined) continue;
      const { code } = pieceOf(blob, "code");
      const entries = [code.memoryEntry, ...code.piece.symbols.map(({ offset }) => offset)];
      const rows = frameRows(
        code.piece,
        entries.filter((at) => at !== NONE),
        target,
      );
      for (let at = 0; at < code.positions.length; at += CodePosition.WORDS) {
        const field = (name: number) => code.positions[at + name] as number;
        const offset = field(CodePosition.offset);
        const isCall = field(CodePosition.flags) === CodePositionFlag.returnAddress;
        const row = rows.findLast((row) => row.offset <= (isCall ? offset - 1 : offset));
        expect({ seed, offset, row }).toEqual({
          seed,
          offset,
          row: {
            offset: row?.offset ?? -1,
            bytes: field(CodePosition.stackOffset) + 8,
            returnAddress: "stack",
          },
        });
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(1000);
  });
});

test("instructions of x86-64 are as long as the disassembler says", () => {
  const settings = { architecture: Architecture.x8664, cpuFeatures: 0xffffffff };
  const generator = new Generator(
    new PortableGenerateRequest(new PortableModule(portableBackendBytes)),
    settings,
  );
  let compared = 0;
  const shape = noShape();
  for (let seed = 1; seed <= 200; seed++) {
    const blob = generator.function(randomFunction(randomFrom(seed)));
    const code = blob && pieceOf(blob, "code").code.piece.bytes;
    for (let offset = 0; code !== undefined && offset < code.length; ) {
      const { length, text, unknown } = disassembleX86(code, offset);
      // Constants stand behind the code.
      if (unknown === true) break;
      readShapeX64(code, offset, shape);
      expect({ seed, offset, text, length: shape.length }).toEqual({
        seed,
        offset,
        text,
        length,
      });
      offset += length;
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(5000);
});
