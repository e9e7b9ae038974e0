/** SEE-CODE (gforth): the code that the backend makes of a word, with the ForthIR and the source that it comes from. */

import type { Word } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";
import { IrSteps } from "../inspection/ir_steps.ts";
import { Spots } from "../inspection/places.ts";
import { codeLines, type ReportPaint } from "../inspection/report_text.ts";
import { codeReport, isHostWord } from "../inspection/word_report.ts";

const same = (text: string) => text;
const plain: ReportPaint = { dim: same, strong: same, added: same, removed: same, heading: same };

/** The word's code as lines, each ended. It is compiled for that if need be; nothing of it runs. */
export function seeCode(session: Session, word: Word): string {
  const target = session.dictionary.word(word.xt) ?? word;
  if (isHostWord(session, target))
    return `${word.displayName} is a function of the system, without code of its own\n`;
  const ir = session.compiler.irOf(target.index);
  const code = codeReport(
    new Spots(session),
    ir,
    new IrSteps(ir),
    session.positions.sourceOf(target.position)?.name,
  );
  return `${codeLines(code, plain).join("\n")}\n`;
}
