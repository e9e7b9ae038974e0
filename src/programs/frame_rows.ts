/**
 * Where the callers of generated code are while it runs, instruction by instruction: from what each does to the stack
 * pointer, along every way through the code. The backend tells of the places that may call or fault only.
 */
import type { FrameRow } from "../linking/dwarf/description.ts";
import type { LinkTarget, Piece } from "../linking/piece.ts";
import type { Frame, FrameStep } from "./frames.ts";
import { FRESH_ARM64, stepArm64 } from "./frames_arm64.ts";
import { FRESH_X64, stepX64 } from "./frames_x64.ts";

/** Takes an instruction apart as far as frames go. */
type Stepper = (code: Uint8Array, offset: number, frame: Frame) => FrameStep;

const processors: Readonly<Record<LinkTarget, { readonly step: Stepper; readonly fresh: Frame }>> = {
  "linux-x64": { step: stepX64, fresh: FRESH_X64 },
  "linux-arm64": { step: stepArm64, fresh: FRESH_ARM64 },
};

/**
 * Rows for code, ascending by offset.
 * @param piece its fields that are filled in when it is linked lead elsewhere
 * @param entries offsets where it is called
 */
export function frameRows(
  { bytes, relocations }: Pick<Piece, "bytes" | "relocations">,
  entries: readonly number[],
  target: LinkTarget,
): FrameRow[] {
  const { fresh, step } = processors[target];
  const fields = new Set(relocations.map(({ offset }) => offset));
  const frames: (Frame | undefined)[] = new Array(bytes.length);
  const pending = entries.map((offset) => ({ offset, frame: fresh }));
  for (let way = pending.pop(); way !== undefined; way = pending.pop()) {
    let { offset, frame } = way;
    while (offset < bytes.length && frames[offset] === undefined) {
      frames[offset] = frame;
      const done = step(bytes, offset, frame);
      const isHere = done.targetAt === undefined || !fields.has(done.targetAt);
      if (done.target !== undefined && isHere) pending.push({ offset: done.target, frame: done.frame });
      if (done.ends) break;
      frame = done.frame;
      offset += done.length;
    }
  }
  return changes(frames);
}

function changes(frames: readonly (Frame | undefined)[]): FrameRow[] {
  const rows: FrameRow[] = [];
  let last: Frame | undefined;
  frames.forEach((frame, offset) => {
    if (frame === undefined) return;
    const { bytes, returnAddress } = frame;
    if (last?.bytes !== bytes || last.returnAddress !== returnAddress)
      rows.push({ offset, bytes, returnAddress });
    last = frame;
  });
  return rows;
}
