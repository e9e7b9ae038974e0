/** What is found when a FastForth is looked over, part by part. */

/** `note` is something to know, `warning` something to see to, `fault` something that does not work or must not be. */
export type Level = "ok" | "note" | "warning" | "fault";

export interface Finding {
  readonly level: Level;
  /** A sentence. */
  readonly text: string;
  /** What to do, as sentences. */
  readonly advice?: string;
}

/** A part of the installation: what it is, for scripts, and what is to be said of it. */
export interface Examined<Facts> {
  readonly facts: Facts;
  readonly findings: readonly Finding[];
}

export const ok = (text: string): Finding => ({ level: "ok", text });
export const note = (text: string, advice?: string): Finding => finding("note", text, advice);
export const warning = (text: string, advice?: string): Finding => finding("warning", text, advice);
export const fault = (text: string, advice?: string): Finding => finding("fault", text, advice);

function finding(level: Level, text: string, advice: string | undefined): Finding {
  return advice === undefined ? { level, text } : { level, text, advice };
}

/** The worst of what was found. */
export function worstOf(findings: readonly Finding[]): Level {
  const order: readonly Level[] = ["fault", "warning", "note"];
  return order.find((level) => findings.some((each) => each.level === level)) ?? "ok";
}
