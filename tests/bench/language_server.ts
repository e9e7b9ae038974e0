// How long an editor waits for the language server: the first answer behind a change, at the beginning, in the middle and
// at the end of a file.
//
//   language_server.ts [FILE…] [--rounds=10] [--executable=FILE] [--tiny]
//
// Without files, programs like a person's of 2,000 and 3,400 lines. Each answer is asked for right behind the change, as
// editors do, and told as the time that the editor waits and the processor time that the server takes meanwhile.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Editor } from "../language_server/editor.ts";
import { generateLoadSource } from "./load_source.ts";

interface Times {
  readonly waited: number[];
  readonly computed: number[];
}

/** Milliseconds between the changes of somebody who types. */
const TYPING = 120;
/** Milliseconds behind what the server says of a text, in which it makes ready for the next change. */
const REST = 300;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "10" },
    tiny: { type: "boolean", default: false },
    executable: { type: "string" },
  },
});

const questions = ["hover", "completion", "definition", "semanticTokens/full"] as const;
const places = { top: 0.02, middle: 0.5, end: 0.98 } as const;

async function measure(label: string, name: string, text: string, rounds: number, root?: string) {
  const editor = new Editor(root, values.executable);
  await editor.start();
  await editor.open(name, text);
  await editor.diagnostics(name);
  const lines = text.split("\n");
  console.log(`${label}, ${lines.length} lines: milliseconds waited, p50 / p95; of processor time`);
  for (const isTyping of [false, true])
    for (const [place, share] of Object.entries(places)) {
      const line = wordyLine(lines, Math.floor(share * lines.length));
      const times: Times = { waited: [], computed: [] };
      for (let round = 0; round < rounds; round++)
        for (const question of questions) {
          await edit(editor, name, line, round % 2 === 0 ? "x" : "");
          const before = computedBy(editor);
          const start = performance.now();
          const position = { line, character: lines[line]?.search(/\S/) ?? 0 };
          await editor.ask(`textDocument/${question}`, name, { position });
          times.waited.push(performance.now() - start);
          times.computed.push(computedBy(editor) - before);
          if (isTyping) await pause(TYPING);
          else {
            await editor.diagnostics(name);
            await pause(REST);
          }
        }
      const shown = [times.waited, times.computed].map((all) => `${share50(all)} / ${share95(all)}`);
      console.log(`  ${isTyping ? "typing" : "paused"} ${place.padEnd(6)}  ${shown.join("   ")}`);
    }
  console.log(`  memory, MB: ${memoryOf(editor).toFixed(0)}`);
  await editor.stop();
}

/** A line from here on that has a word before a definition's end, whose name the change makes another. */
const wordyLine = (lines: readonly string[], from: number): number =>
  Math.max(
    from,
    lines.findIndex((text, at) => at >= from && /^\s+[a-z]/.test(text)),
  );

/** Puts a character in front of the line's first word, or takes it away. */
async function edit(editor: Editor, name: string, line: number, character: string): Promise<void> {
  const at = editor.lineOf(name, line).search(/\S/);
  await editor.replace(name, { line, character: at }, character === "" ? 1 : 0, character);
}

/** Milliseconds of processor time of all threads. */
function computedBy({ process: { pid } }: Editor): number {
  let nanoseconds = 0;
  for (const task of readdirSync(`/proc/${pid}/task`))
    nanoseconds += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ")[0]);
  return nanoseconds / 1e6;
}

const memoryOf = ({ process: { pid } }: Editor): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
const shareOf = (all: readonly number[], share: number): string => {
  const sorted = [...all].sort((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(0);
};
const share50 = (all: readonly number[]): string => shareOf(all, 0.5);
const share95 = (all: readonly number[]): string => shareOf(all, 0.95);

const rounds = values.tiny ? 1 : Number(values.rounds);
if (positionals.length === 0)
  for (const lines of values.tiny ? [200] : [2000, 3400])
    await measure("like a person's", "program.fth", generateLoadSource(lines), rounds);
for (const file of positionals.map((given) => resolve(given)))
  await measure(file, file, readFileSync(file, "utf8"), rounds, dirname(file));
