/**
 * Where the callers of generated code are while it runs, instruction by instruction: from what each does to the stack
 * pointer, along every way through the code. The backend tells of the places that may call or fault only.
 */
import type { FrameRow } from "../linking/dwarf/description.ts";
import type { LinkTarget, Piece } from "../linking/piece.ts";
import type { Frame, FrameStep, ReadStep } from "./frames.ts";
import { FRESH_ARM64, stepsArm64 } from "./frames_arm64.ts";
import { FRESH_X64, stepsX64 } from "./frames_x64.ts";

const processors: Readonly<Record<LinkTarget, { readonly steps: () => ReadStep; readonly fresh: Frame }>> = {
  "linux-x64": { steps: stepsX64, fresh: FRESH_X64 },
  "linux-arm64": { steps: stepsArm64, fresh: FRESH_ARM64 },
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
  const { fresh, steps } = processors[target];
  const readStep = steps();
  const step: FrameStep = { length: 0, ends: false, target: -1, targetAt: 0, frame: fresh };
  const fields = new Set(relocations.map(({ offset }) => offset));
  const isKnown = new Uint8Array(bytes.length);
  /** Where frames change along a way: what stands between has the frame before it. */
  const changes: { offset: number; frame: Frame }[] = [];
  const pending = entries.map((offset) => ({ offset, frame: fresh }));
  for (let way = pending.pop(); way !== undefined; way = pending.pop()) {
    let { offset, frame } = way;
    if (offset >= bytes.length || isKnown[offset] === 1) continue;
    changes.push({ offset, frame });
    for (;;) {
      isKnown[offset] = 1;
      readStep(bytes, offset, frame, step);
      const { target: to } = step;
      if (to >= 0 && isKnown[to] !== 1 && !fields.has(step.targetAt))
        pending.push({ offset: to, frame: step.frame });
      if (step.ends) break;
      offset += step.length;
      if (offset >= bytes.length || isKnown[offset] === 1) break;
      if (step.frame !== frame) changes.push({ offset, frame: step.frame });
      frame = step.frame;
    }
  }
  return rowsOf(changes);
}

function rowsOf(changes: { offset: number; frame: Frame }[]): FrameRow[] {
  const rows: FrameRow[] = [];
  let last: Frame | undefined;
  for (const { offset, frame } of changes.sort((a, b) => a.offset - b.offset)) {
    const { bytes, returnAddress, base } = frame;
    if (last?.bytes !== bytes || last.returnAddress !== returnAddress || last.base !== base)
      rows.push({ offset, bytes, returnAddress, ...(base !== undefined && { base }) });
    last = frame;
  }
  return rows;
}
