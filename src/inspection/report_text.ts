/** A word's report as text for a terminal or a file, section by section. */
import type { Paint } from "../forth/paint.ts";
import type { ListingLine } from "./machine_listing.ts";
import type { CodeReport, PassReport, PlacedLine, WordReport } from "./word_report.ts";
import type { SourceReport, TokenReport } from "./word_source.ts";

export const sectionNames = ["source", "tokens", "body", "ir", "passes", "optimized", "code"] as const;
export type SectionName = (typeof sectionNames)[number];

/** What of a report to show. */
interface ReportSelection {
  readonly sections: readonly SectionName[];
  /** The one pass of the section `passes` that is wanted; undefined for all. */
  readonly pass: string | undefined;
  /** Lines below the title. */
  readonly notes: readonly string[];
}

/** Colours beyond those of error reports. */
export interface ReportPaint extends Pick<Paint, "dim" | "strong"> {
  added(text: string): string;
  removed(text: string): string;
  heading(text: string): string;
}

/** Unchanged lines beside a changed one; what lies between is left out. */
const CONTEXT = 3;
/** Places stand in this column, or two blanks after a longer line. */
const PLACE_COLUMN = 44;
const NOTE_COLUMN = 66;
const BYTES_SHOWN = 10;

/** The report as lines, each ended. */
export function formatWordReport(report: WordReport, selection: ReportSelection, paint: ReportPaint): string {
  const sections: Record<SectionName, () => readonly string[]> = {
    source: () => sourceSection(report.source, report.kind, paint),
    tokens: () => tokensSection(report.tokens, paint),
    body: () => section("Body, as the compiler gets it", bodyLines(report, paint), paint),
    ir: () => irSection("ForthIR, as the compiler made it", report, report.compiled, paint),
    passes: () => passesSection(report, selection.pass, paint),
    optimized: () => irSection("ForthIR, as the backend gets it", report, report.optimized, paint),
    code: () => codeSection(report, paint),
  };
  const effect = report.effect === undefined ? "" : `  ${report.effect}`;
  const flags = report.immediate ? ", immediate" : "";
  const lines = [
    `${paint.strong(report.word)}${effect}  ${paint.dim(`word ${report.number}, ${report.kind}${flags}`)}`,
  ];
  lines.push(...selection.notes.map(paint.dim));
  for (const name of sectionNames) if (selection.sections.includes(name)) lines.push("", ...sections[name]());
  return `${lines.join("\n")}\n`;
}

function section(title: string, lines: readonly string[], paint: ReportPaint): string[] {
  return [paint.heading(`── ${title} ${"─".repeat(Math.max(3, 72 - title.length))}`), ...lines];
}

function sourceSection(source: SourceReport, kind: string, paint: ReportPaint): string[] {
  const width = String(source.firstLine + source.lines.length - 1).length;
  const lines = source.lines.map((line, index) => {
    return `  ${paint.dim(`${String(source.firstLine + index).padStart(width)} |`)} ${line}`;
  });
  return section(`Source: ${source.place ?? kind}`, lines, paint);
}

function tokensSection(tokens: readonly TokenReport[], paint: ReportPaint): string[] {
  const lines = tokens.map(({ line, column, kind, text, value }) => {
    const place = `${line}:${column}`.padEnd(8);
    return `  ${paint.dim(place)}${kind.padEnd(8)}${text}${value === undefined || value === text ? "" : paint.dim(`  = ${value}`)}`;
  });
  return section(
    "Tokens, as the parser gives them",
    lines.length > 0 ? lines : [paint.dim("  none: the word was not made from source text")],
    paint,
  );
}

function bodyLines(report: WordReport, paint: ReportPaint): string[] {
  return report.failure === undefined ? placedLines(report.body, paint, "  ") : [failure(report)];
}

/** Lines with their places behind them, as comments of ForthIR. */
function placedLines(lines: readonly PlacedLine[], paint: ReportPaint, indent = ""): string[] {
  if (lines.length === 0) return [paint.dim("  none")];
  return lines.map(({ text, place }) => `${indent}${withPlace(text, place, paint)}`);
}

function withPlace(text: string, place: string, paint: ReportPaint): string {
  return place === "" ? text : `${text.padEnd(PLACE_COLUMN)}  ${paint.dim(`# ${place}`)}`;
}

function irSection(
  title: string,
  report: WordReport,
  lines: readonly PlacedLine[],
  paint: ReportPaint,
): string[] {
  return section(title, report.failure === undefined ? placedLines(lines, paint) : [failure(report)], paint);
}

const failure = (report: WordReport): string => `  none: ${report.failure}`;

// ---- passes ---------------------------------------------------------------------------------------------------------

function passesSection(report: WordReport, pass: string | undefined, paint: ReportPaint): string[] {
  const title = "ForthIR, pass by pass";
  if (report.failure !== undefined) return section(title, [failure(report)], paint);
  if (report.passes.length === 0) return section(title, [paint.dim("  no pass was run")], paint);
  const wanted = report.passes.filter((run) => pass === undefined || run.pass === pass);
  const lines: string[] = [];
  for (const run of wanted) {
    if (!run.changed) continue;
    if (lines.length > 0) lines.push("");
    lines.push(paint.strong(`${run.pass}, round ${run.round}`), ...diffLines(run, paint));
  }
  const idle = wanted.filter(({ changed }) => !changed).map(({ pass, round }) => `${pass} ${round}`);
  if (idle.length > 0) {
    if (lines.length > 0) lines.push("");
    lines.push(...wrapped(`changed nothing (pass and round): ${idle.join(", ")}`).map(paint.dim));
  }
  return section(title, lines, paint);
}

function diffLines({ lines }: PassReport, paint: ReportPaint): string[] {
  const isNear = lines.map((_, index) => {
    return lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ mark }) => mark !== " ");
  });
  const result: string[] = [];
  lines.forEach(({ mark, text, place }, index) => {
    const isBlock = /^block\d/.test(text);
    if (!(isNear[index] || (isBlock && isNear[index + CONTEXT]))) {
      if (result.at(-1) !== "  …") result.push("  …");
      return;
    }
    const line = `${mark} ${withPlace(text, mark === "-" ? "" : place, paint)}`;
    result.push(mark === "+" ? paint.added(line) : mark === "-" ? paint.removed(line) : line);
  });
  return result;
}

/** Words in lines of 100 characters. */
function wrapped(text: string): string[] {
  return text.match(/.{1,98}(?:\s|$)/g)?.map((line) => `  ${line.trimEnd()}`) ?? [];
}

// ---- code -----------------------------------------------------------------------------------------------------------

const architectureNames = ["x86-64", "AArch64"];

function codeSection(report: WordReport, paint: ReportPaint): string[] {
  const { code } = report;
  if (code === undefined) return section("Code", [failure(report)], paint);
  return section(codeTitle(code), codeLines(code, paint), paint);
}

function codeTitle(code: CodeReport): string {
  if (code.kind === "webassembly") return "WebAssembly, as the built-in backend made it";
  if (code.kind === "interpreted") return "No code: the backend declines the word, which is interpreted";
  const form = code.isDynamicForm ? " of the dynamic form, because the backend declines the other" : "";
  return `${architectureNames[code.architecture]} code${form}: ${code.length} bytes, frame of ${code.frameSize}`;
}

/** Code as lines. */
export function codeLines(code: CodeReport, paint: ReportPaint): string[] {
  if (code.kind === "machine") return machineLines(code, paint);
  if (code.kind === "interpreted") return [];
  return code.lines.map(({ text, place }) => (place === "" ? text : `${text}  ${paint.dim(`;; ${place}`)}`));
}

function machineLines(code: CodeReport & { kind: "machine" }, paint: ReportPaint): string[] {
  if (code.lines === undefined) return [paint.dim("  there is no disassembler for this architecture")];
  return code.lines.map((line) => machineLine(line, paint));
}

function machineLine(line: ListingLine, paint: ReportPaint): string {
  switch (line.kind) {
    case "source":
      return paint.strong(`${line.place.name}:${line.place.line} | ${line.place.lineText.trim()}`);
    case "ir":
      return `      ${withPlace(line.text, line.place, paint)}`;
    case "label":
      return `${line.name}:`;
    case "instruction": {
      const { offset, bytes, text, note } = line;
      const shown = bytes.length > 2 * BYTES_SHOWN ? `${bytes.slice(0, 2 * BYTES_SHOWN - 1)}…` : bytes;
      const start = `${offset.toString(16).padStart(6)}  ${shown.padEnd(2 * BYTES_SHOWN)}  `;
      if (note === "") return paint.dim(start) + text;
      return `${paint.dim(start)}${text.padEnd(NOTE_COLUMN - start.length)}  ${paint.dim(`; ${note}`)}`;
    }
  }
}
