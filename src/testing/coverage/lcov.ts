/**
 * Coverage in the format of LCOV (geninfo(1), FILES), which CI servers and editors read. It is also what shards are
 * merged from.
 *
 * A decision is a block with two branches: 0 for a true flag or a loop that was entered, 1 for the other way.
 */
import { relative, resolve } from "node:path";
import type { FileCounts } from "../../forth/coverage.ts";
import type { CoverageData, FileCoverage } from "./coverage_data.ts";

/** Text that is not in LCOV's format. */
export class LcovError extends Error {
  override readonly name = "LcovError";
}

/** @param folder the folder from which files are named that lie below it */
export function lcovText(data: CoverageData, folder: string): string {
  return data.files.map((file) => `${recordOf(file, folder).join("\n")}\n`).join("");
}

function recordOf(file: FileCoverage, folder: string): string[] {
  const { totals } = file;
  const words = unique(file);
  const lines = [...file.lines].sort(([a], [b]) => a - b);
  return [
    "TN:",
    `SF:${pathBelow(file.path, folder)}`,
    ...words.map(({ line, name }) => `FN:${line},${name}`),
    ...words.map(({ count, name }) => `FNDA:${count},${name}`),
    `FNF:${totals.words.found}`,
    `FNH:${totals.words.hit}`,
    ...file.branches.flatMap(({ line, taken, other }, block) => {
      // What was never decided has no counts.
      const text = (count: number) => (taken + other === 0 ? "-" : String(count));
      return [`BRDA:${line},${block},0,${text(taken)}`, `BRDA:${line},${block},1,${text(other)}`];
    }),
    `BRF:${totals.branches.found}`,
    `BRH:${totals.branches.hit}`,
    ...lines.map(([line, count]) => `DA:${line},${count}`),
    `LF:${totals.lines.found}`,
    `LH:${totals.lines.hit}`,
    "end_of_record",
  ];
}

/** The words of a file with names that occur once: a redefinition is told by its line. */
function unique({ words }: FileCoverage): { name: string; line: number; count: number }[] {
  const seen = new Set<string>();
  return words.map(({ name, line, count }) => {
    const own = seen.has(name) ? `${name}${AT_LINE}${line}` : name;
    seen.add(name);
    return { name: own.replaceAll(",", COMMA), line, count };
  });
}

/** LCOV's programs take a name to end at a comma, which many Forth names have: this looks like one. */
const COMMA = "\u201a";

/** Between a name that occurs twice and its line: no Forth name has a space. */
const AT_LINE = " @";

/** A path as it is shown: from the folder on, when it lies below that. */
export function pathBelow(path: string, folder: string): string {
  const below = relative(folder, path);
  return below.startsWith("..") || below === "" ? path : below;
}

/**
 * The counts in a text.
 * @param folder what relative paths are relative to
 * @throws LcovError
 */
export function parseLcov(text: string, folder: string): FileCounts[] {
  const files: FileCounts[] = [];
  let file: FileReading | undefined;
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const fail = (): never => {
      throw new LcovError(`line ${at + 1} is not as LCOV has it: ${line.slice(0, 80)}`);
    };
    const [, key = "", value = ""] = /^([A-Z]+):(.*)$/.exec(line) ?? [];
    if (key === "SF") file = new FileReading(resolve(folder, value));
    else if (line === "end_of_record") {
      if (file === undefined) return fail();
      files.push(file.counts());
      file = undefined;
    } else if (key === "TN" || SUMS.has(key)) continue;
    else if (file?.take(key, value) !== true) return fail();
  }
  if (file !== undefined) throw new LcovError("the text ends in the middle of a file: it is not whole");
  return files;
}

/** What follows from the rest. */
const SUMS: ReadonlySet<string> = new Set(["FNF", "FNH", "BRF", "BRH", "LF", "LH", "VER"]);

/** A file that is being read. */
class FileReading {
  private readonly lines = new Map<number, number>();
  private readonly branches = new Map<string, { line: number; counts: number[] }>();
  private readonly words = new Map<string, { line: number; count: number }>();

  constructor(private readonly path: string) {}

  /** Takes a line; false when it is not understood. */
  take(key: string, value: string): boolean {
    switch (key) {
      case "DA": {
        const [, line, count] = /^(\d+),(\d+)(?:,.*)?$/.exec(value) ?? [];
        if (line === undefined) return false;
        this.lines.set(Number(line), (this.lines.get(Number(line)) ?? 0) + Number(count));
        return true;
      }
      case "BRDA": {
        const [, line, block, branch, count] = /^(\d+),(\w+),([^,]+),(-|\d+)$/.exec(value) ?? [];
        if (line === undefined) return false;
        const place = `${line},${block}`;
        const known = this.branches.get(place) ?? { line: Number(line), counts: [] };
        known.counts[Number(branch)] = count === "-" ? 0 : Number(count);
        this.branches.set(place, known);
        return Number.isInteger(Number(branch));
      }
      case "FN": {
        const [, line, name] = /^(\d+),(?:\d+,)?(.+)$/.exec(value) ?? [];
        if (line === undefined || name === undefined) return false;
        this.words.set(name, { line: Number(line), count: this.words.get(name)?.count ?? 0 });
        return true;
      }
      case "FNDA": {
        const [, count, name] = /^(\d+),(.+)$/.exec(value) ?? [];
        if (count === undefined || name === undefined) return false;
        this.words.set(name, { line: this.words.get(name)?.line ?? 0, count: Number(count) });
        return true;
      }
      default:
        return false;
    }
  }

  counts(): FileCounts {
    return {
      path: this.path,
      lines: [...this.lines],
      branches: Array.from(this.branches.values(), ({ line, counts: [taken = 0, other = 0] }) => [
        line,
        taken,
        other,
      ]),
      words: Array.from(this.words, ([name, { line, count }]) => [
        (name.split(AT_LINE)[0] as string).replaceAll(COMMA, ","),
        line,
        count,
      ]),
    };
  }
}
