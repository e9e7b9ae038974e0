/** What is known of the files that tests have run: the counts of many processes, or of the shards of a run, put together. */
import type { FileCounts } from "../../forth/coverage.ts";

/** How often a decision went each way. */
export interface BranchCounts {
  readonly line: number;
  /** The flag was true, or the loop was entered. */
  taken: number;
  other: number;
}

interface WordCounts {
  readonly name: string;
  readonly line: number;
  count: number;
}

/** A file's counts: lines with code, decisions and words, each by where it is. */
export class FileCoverage {
  readonly lines = new Map<number, number>();
  private readonly branchesByPlace = new Map<string, BranchCounts>();
  private readonly wordsByPlace = new Map<string, WordCounts>();

  constructor(readonly path: string) {}

  get branches(): BranchCounts[] {
    return [...this.branchesByPlace.values()];
  }

  get words(): WordCounts[] {
    return [...this.wordsByPlace.values()];
  }

  /** Adds the counts of one more run. */
  add({ lines, branches, words }: Omit<FileCounts, "path">): void {
    for (const [line, count] of lines) this.lines.set(line, (this.lines.get(line) ?? 0) + count);
    // The decisions of a line are told apart by their order.
    const order = new Map<number, number>();
    for (const [line, taken, other] of branches) {
      const index = order.get(line) ?? 0;
      order.set(line, index + 1);
      const key = `${line} ${index}`;
      const known = this.branchesByPlace.get(key);
      if (known === undefined) this.branchesByPlace.set(key, { line, taken, other });
      else {
        known.taken += taken;
        known.other += other;
      }
    }
    for (const [name, line, count] of words) {
      const key = `${line} ${name}`;
      const known = this.wordsByPlace.get(key);
      if (known === undefined) this.wordsByPlace.set(key, { name, line, count });
      else known.count += count;
    }
  }

  get totals(): CoverageTotals {
    const { branches, words } = this;
    const ways = branches.flatMap(({ taken, other }) => [taken, other]);
    return {
      lines: share([...this.lines.values()]),
      branches: share(ways),
      words: share(words.map(({ count }) => count)),
    };
  }

  /** Lines with code that nothing has reached, in their order. */
  get missedLines(): number[] {
    return [...this.lines]
      .filter(([, count]) => count === 0)
      .map(([line]) => line)
      .sort((a, b) => a - b);
  }
}

/** So many of so many. */
export interface Share {
  readonly hit: number;
  readonly found: number;
}

export interface CoverageTotals {
  readonly lines: Share;
  readonly branches: Share;
  readonly words: Share;
}

const share = (counts: readonly number[]): Share => ({
  hit: counts.filter((count) => count > 0).length,
  found: counts.length,
});

const sum = (shares: readonly Share[]): Share => ({
  hit: shares.reduce((total, { hit }) => total + hit, 0),
  found: shares.reduce((total, { found }) => total + found, 0),
});

/** Percent, rounded down to a tenth, so that nothing below a limit looks as if it had reached it; all of nothing is all. */
export const percentOf = ({ hit, found }: Share): number =>
  found === 0 ? 100 : Math.floor((1000 * hit) / found) / 10;

export class CoverageData {
  private readonly byPath = new Map<string, FileCoverage>();

  /** By path. */
  get files(): FileCoverage[] {
    return [...this.byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  add(counts: readonly FileCounts[]): void {
    for (const { path, ...rest } of counts) {
      let file = this.byPath.get(path);
      if (file === undefined) {
        file = new FileCoverage(path);
        this.byPath.set(path, file);
      }
      file.add(rest);
    }
  }

  get totals(): CoverageTotals {
    const all = this.files.map(({ totals }) => totals);
    return {
      lines: sum(all.map(({ lines }) => lines)),
      branches: sum(all.map(({ branches }) => branches)),
      words: sum(all.map(({ words }) => words)),
    };
  }
}
