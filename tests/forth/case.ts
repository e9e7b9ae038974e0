/**
 * Forth test cases: a case is one `.fth` file that carries its own expectation.
 *
 * The comment block at the top of the file holds directives:
 *
 *     \ args: a b c        arguments of the program, separated by blanks
 *     \ stdin:             followed by `\ | line` lines
 *     \ exit: 1            exit code, 0 when absent
 *     \ output:            followed by `\ | line` lines: all of standard output
 *     \ error:             followed by `\ | fragment` lines: each occurs in
 *                          standard error, in this order
 */

/** One case as its file states it. Lines carry no line end. */
export interface ForthCase {
  readonly args: readonly string[];
  readonly stdin: readonly string[];
  readonly exitCode: number;
  readonly output: readonly string[];
  readonly errorFragments: readonly string[];
}

/** What a run of a case gave. */
export interface RunResult {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A directive that is misspelt, doubled or out of place. */
export class CaseFormatError extends Error {
  override readonly name = "CaseFormatError";
}

const blockNames = ["stdin", "output", "error"] as const;
type BlockName = (typeof blockNames)[number];

function isBlockName(name: string): name is BlockName {
  return (blockNames as readonly string[]).includes(name);
}

/**
 * Reads the directives of a case. The header ends at the first line that is
 * not a `\` comment.
 *
 * @throws CaseFormatError for a block line outside a block, a directive given
 *   twice, or an exit code that is not a number.
 */
export function parseCase(source: string): ForthCase {
  const blocks: Record<BlockName, string[]> = { stdin: [], output: [], error: [] };
  const seen = new Set<string>();
  let args: string[] = [];
  let exitCode = 0;
  let openBlock: BlockName | null = null;
  for (const line of source.split("\n")) {
    if (!line.startsWith("\\")) break;
    const blockLine = /^\\ \|(?: (.*))?$/.exec(line);
    if (blockLine !== null) {
      if (openBlock === null) throw new CaseFormatError(`no block is open: ${line}`);
      blocks[openBlock].push(blockLine[1] ?? "");
      continue;
    }
    openBlock = null;
    const directive = /^\\ (args|stdin|exit|output|error):\s*(.*?)\s*$/.exec(line);
    if (directive === null) continue;
    const name = directive[1] ?? "";
    const value = directive[2] ?? "";
    if (seen.has(name)) throw new CaseFormatError(`given twice: ${name}`);
    seen.add(name);
    if (isBlockName(name)) {
      openBlock = name;
    } else if (name === "args") {
      args = value.split(/\s+/).filter((arg) => arg !== "");
    } else {
      exitCode = Number.parseInt(value, 10);
      if (!/^\d+$/.test(value)) throw new CaseFormatError(`not an exit code: ${value}`);
    }
  }
  return {
    args,
    stdin: blocks.stdin,
    exitCode,
    output: trimOutput(blocks.output.join("\n")),
    errorFragments: blocks.error,
  };
}

/** Standard output as lines, without blanks at the ends of lines and empty lines at the end. */
export function trimOutput(text: string): string[] {
  const lines = text.split("\n").map((line) => line.trimEnd());
  while (lines.at(-1) === "") lines.pop();
  return lines;
}

/**
 * What differs between a case and its run, in sentences for a person; empty
 * when the case holds.
 */
export function differences(expected: ForthCase, result: RunResult): string[] {
  const found: string[] = [];
  if (result.signal !== null) found.push(`ended by signal ${result.signal}`);
  else if (result.exitCode !== expected.exitCode) {
    found.push(`exit code ${result.exitCode}, expected ${expected.exitCode}`);
  }
  const output = trimOutput(result.stdout);
  if (output.join("\n") !== expected.output.join("\n")) {
    found.push(`output:\n${quote(output)}\nexpected:\n${quote(expected.output)}`);
  }
  const missing = firstMissing(expected.errorFragments, result.stderr);
  if (missing !== null) found.push(`standard error lacks (in this order): ${missing}`);
  if (found.length > 0) found.push(`standard error:\n${quote(trimOutput(result.stderr))}`);
  return found;
}

function quote(lines: readonly string[]): string {
  return lines.map((line) => `  | ${line}`).join("\n");
}

function firstMissing(fragments: readonly string[], text: string): string | null {
  let from = 0;
  for (const fragment of fragments) {
    const at = text.indexOf(fragment, from);
    if (at < 0) return fragment;
    from = at + fragment.length;
  }
  return null;
}

/** The case's source with its `\ output:` block replaced by what a run printed. */
export function withOutput(source: string, stdout: string): string {
  const lines = source.split("\n");
  const block = trimOutput(stdout).map((line) => (line === "" ? "\\ |" : `\\ | ${line}`));
  const start = lines.findIndex((line) => /^\\ output:\s*$/.test(line));
  if (start < 0) return [...(block.length > 0 ? ["\\ output:", ...block] : []), ...lines].join("\n");
  let end = start + 1;
  while (lines[end]?.startsWith("\\ |")) end++;
  return [...lines.slice(0, start + 1), ...block, ...lines.slice(end)].join("\n");
}
