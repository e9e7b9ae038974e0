/**
 * Runs programs and prints the machine code of all their words, and of the system's: one line of hexadecimal digits a
 * function, without the constants behind it. In a process of its own, because programs write files and read input.
 *
 *     bun tests/disassembler/generated_code.ts FILE…
 */
import { readFileSync } from "node:fs";
import { disassemble, disassemblerFor, readCodeBlob } from "../../src/disassembler/index.ts";
import { interpretScript } from "../../src/forth/script.ts";
import type { Session } from "../../src/forth/session.ts";
import { toForthThrow } from "../../src/machine/backtrace.ts";
import { ForthExit, ForthQuit, ForthThrow } from "../../src/machine/exceptions.ts";
import { Output } from "../../src/machine/output.ts";
import { parseStages, selectStages } from "../../src/stages/select.ts";
import { openSession } from "../../src/words/open_session.ts";
import { systemTable } from "../../src/words/system_words.ts";

const MEMORY = 2 ** 22;
const seen = new Set<string>();

for (const [number, file] of process.argv.slice(2).entries()) {
  const output = new Output(() => {});
  const stages = selectStages(parseStages("plugin"));
  const session = openSession({ stages, output, memory: MEMORY, compileAfter: 0 });
  attempt(() => interpretScript(session, file, readFileSync(file)));
  attempt(() => session.reset());
  // The system's words are the same in every session.
  for (
    let word = number === 0 ? 1 : systemTable.count + 1;
    session.dictionary.word(word) !== undefined;
    word++
  )
    attempt(() => printCode(session, word));
  attempt(() => session.close());
}

function printCode(session: Session, word: number): void {
  const listing = session.pipeline.list(session.compiler.irOf(word), () => "");
  if (listing?.kind !== "machine") return;
  const blob = readCodeBlob(listing.blob);
  const disassembler = disassemblerFor(blob.architecture);
  if (disassembler === undefined) throw new Error("there is no disassembler for this architecture");
  const { constants } = disassemble(blob, disassembler);
  const hex = Buffer.from(blob.code.subarray(0, constants[0]?.offset)).toString("hex");
  if (!seen.has(hex)) console.log(hex);
  seen.add(hex);
}

/** What a program THROWs ends it, and no more. */
function attempt(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (error instanceof ForthExit || error instanceof ForthQuit) return;
    if (!(toForthThrow(error) instanceof ForthThrow)) throw error;
  }
}
