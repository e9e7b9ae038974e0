/** A body with its inline words in the place of their calls: what is analysed. */
import { BodyInstruction, BodyKind, WordKind } from "../abi/bindings.ts";

/** What flattening asks of the dictionary. */
export interface InlineSource {
  kind(word: number): number;
  /** The records of a word's body; undefined for a word without one. */
  bodyOf(word: number): Uint32Array | undefined;
}

/** Inline words in inline words in …: as deep as the system's go. */
const MAX_DEPTH = 16;

/** Records as BodyInstruction has them, and by label where it is. */
export class FlatBody {
  readonly kinds: number[] = [];
  readonly a: number[] = [];
  readonly b: number[] = [];
  readonly positions: number[] = [];
  /** By label: the record. */
  readonly labels: number[] = [];
  private labelCount = 0;

  constructor(records: Uint32Array, source: InlineSource) {
    this.append(records, source, 0, undefined);
  }

  get length(): number {
    return this.kinds.length;
  }

  private append(records: Uint32Array, source: InlineSource, depth: number, at: number | undefined): void {
    const base = this.labelCount;
    this.labelCount += countLabels(records);
    for (let record = 0; record < records.length; record += BodyInstruction.WORDS) {
      const kind = records[record + BodyInstruction.kind] as number;
      const a = records[record + BodyInstruction.a] as number;
      const position = at ?? (records[record + BodyInstruction.position] as number);
      if (kind === BodyKind.call && depth < MAX_DEPTH && source.kind(a) === WordKind.inline) {
        const body = source.bodyOf(a);
        if (body !== undefined) {
          this.append(body, source, depth + 1, position);
          continue;
        }
      }
      const label = hasLabel(kind) ? base + a : a;
      if (kind === BodyKind.label) this.labels[label] = this.kinds.length;
      this.kinds.push(kind);
      this.a.push(label);
      this.b.push(records[record + BodyInstruction.b] as number);
      this.positions.push(position);
    }
  }
}

export const hasLabel = (kind: number): boolean =>
  kind === BodyKind.label ||
  kind === BodyKind.branch ||
  kind === BodyKind.branchZero ||
  kind === BodyKind.questionDo ||
  kind === BodyKind.loop ||
  kind === BodyKind.plusLoop;

/** One more than the greatest label. */
function countLabels(records: Uint32Array): number {
  let count = 0;
  for (let record = 0; record < records.length; record += BodyInstruction.WORDS) {
    if (!hasLabel(records[record + BodyInstruction.kind] as number)) continue;
    count = Math.max(count, (records[record + BodyInstruction.a] as number) + 1);
  }
  return count;
}
