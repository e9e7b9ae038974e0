/** The vectors of the self-checks, and comparing a candidate's answers with the built-in's. */

import { type Pointer, read } from "bun:ffi";
import { GenerateKind, GenerateRequest, Status, Token } from "../abi/bindings.ts";
import type { StageName } from "../abi/stage_names.ts";
import type { Session } from "../forth/session.ts";
import { ruleName } from "../ir/rule_name.ts";
import { toForthThrow } from "../machine/backtrace.ts";
import { Output } from "../machine/output.ts";
import { bytesOf, shownText } from "../machine/system_text.ts";
import { embeddedLibrary } from "../plugins/embedded.ts";
import { PluginError } from "../plugins/errors.ts";
import { openStage } from "../plugins/handshake.ts";
import type { StageProvider } from "../plugins/process_stages.ts";
import programs from "../plugins/self_check.fth" with { type: "text" };
import { isOrderly, type StageFunctions, stageFunctions } from "../plugins/stage_calls.ts";
import { builtinOptimizer } from "../stages/builtin.ts";
import type { CompilerStage } from "../stages/compiler_stage.ts";
import { InvalidIr } from "../stages/optimize_request.ts";
import type { OptimizerStage } from "../stages/optimizer_stage.ts";
import { builtinParser } from "../stages/parser.ts";
import type { ParserStage } from "../stages/parser_stage.ts";
import type { Stages } from "../stages/pipeline.ts";
import { type StageChoices, StageSet } from "../stages/stage_set.ts";
import { openSession } from "../words/open_session.ts";

type Symbols = Readonly<Record<string, (argument: number) => number>>;

/**
 * Compares the answers of a stage's library with the built-in's.
 * @throws PluginError "answers" with the first difference
 */
export function compareAnswers(stage: StageName, symbols: Symbols): void {
  const expected = transcript(builtinStages);
  for (const { name, stages } of mixes(stage, symbols)) {
    const given = transcript(stages);
    expected.forEach((answer, number) => {
      if (given[number] === answer) return;
      const text = `${JSON.stringify(given[number])} instead of ${JSON.stringify(answer)}`;
      throw new PluginError("answers", stage, `its self-check gave ${text} (${name}, program ${number + 1})`);
    });
  }
}

const choices: StageChoices = {
  parser: "builtin",
  compiler: "builtin",
  optimizer: "none",
  backend: "builtin",
};
const builtinStages = new StageSet(choices);

interface Mix {
  readonly name: string;
  readonly stages: Stages;
}

/** Built-in stages but for one, which a library makes. */
function withLibrary(stage: StageName, symbols: Partial<StageFunctions[StageName]>): StageSet {
  const library: Partial<StageProvider> = {
    ensure: () => true,
    calls: { [stage]: symbols } as unknown as StageFunctions,
    revision: 0,
    look: () => false,
  };
  return new StageSet({ ...choices, [stage]: "plugin" }, () => library as StageProvider);
}

/** The candidate among built-in stages, and a backend also among code of the embedded one. */
function mixes(stage: StageName, symbols: Symbols): Mix[] {
  const candidate = withLibrary(stage, orderly(stage, symbols));
  const alone = (stages: Partial<Stages>): Mix => ({ name: "alone", stages: { ...candidate, ...stages } });
  switch (stage) {
    case "parser":
      return [alone({ parser: comparing(candidate.parser) })];
    case "compiler":
      return [alone({ compiler: verifiedCompiler(candidate.compiler) })];
    case "optimizer":
      return [alone({ optimizer: verifiedOptimizer(candidate.optimizer) })];
    case "backend":
      return [alone({}), ...amongEmbeddedCode(symbols)];
  }
}

/** The candidate's functions. What no library in order answers is no reason to take another one here: it is the verdict. */
function orderly(stage: StageName, symbols: Symbols): Partial<StageFunctions[StageName]> {
  const [name = ""] = Object.keys(stageFunctions[stage]);
  const entry = (request: Pointer): number => {
    const status = (symbols[name] as unknown as Generate)(request);
    if (isOrderly(status) && !(status === Status.declined && asksForRuntime(stage, request))) return status;
    throw new PluginError("answers", stage, `its self-check failed: it answered with status ${status}`);
  };
  return { ...symbols, [name]: entry };
}

/** Without its runtime, a backend makes no code at all. */
const asksForRuntime = (stage: StageName, request: Pointer): boolean =>
  stage === "backend" && read.u32(request, 4 * GenerateRequest.kind) === GenerateKind.runtime;

/** Every function of the machine comes from the other one of the two, its runtime from the embedded one. */
function amongEmbeddedCode(symbols: Symbols): Mix[] {
  const embedded = openEmbeddedBackend();
  if (embedded === undefined) return [];
  let calls = 0;
  const generate_code = (request: Pointer) =>
    (calls++ % 2 === 0 ? embedded : (symbols.generate_code as unknown as Generate))(request);
  return [{ name: "among embedded code", stages: withLibrary("backend", { generate_code }) }];
}

/** What each program writes and leaves, or THROWs. */
function transcript(stages: Stages): string[] {
  const text: string[] = [];
  const output = new Output((bytes) => text.push(shownText(bytes)));
  const session = openSession({ stages, memory: MEMORY, output, compileAfter: 0 });
  try {
    return programs.split("\n\n").map((program) => {
      text.length = 0;
      let end = "";
      try {
        session.text.interpretText("self-check", bytesOf(program));
      } catch (error) {
        end = ` THROW ${toForthThrow(error).code}`;
        session.reset();
      }
      output.flush();
      return `${text.join("")}<${stackOf(session)}>${end}`;
    });
  } finally {
    session.close();
  }
}

const MEMORY = 2 ** 20;

function stackOf({ machine }: Session): string {
  return Array.from({ length: machine.depth() }, (_, index) => machine.peekBigInt(index)).join(" ");
}

/** A parser whose every answer is compared, token for token, in several bases and sizes. */
function comparing(parser: ParserStage): ParserStage {
  const vectors: [text: string, singleLine: boolean, capacity: number][] = [
    [programs, false, 256],
    [programs, true, 7],
    [numbers, false, 64],
    [" \t\r\n\f a\r\nb\n\n c\0d \x7f é \xff \ud83d\ude00 'é' '\ud83d\ude00 ''' '' '", false, 3],
    ["", false, 1],
  ];
  for (const [text, singleLine, capacity] of vectors) {
    const source = bytesOf(text);
    for (const base of [10, 16, 2, 8, 33, 34, 36]) compareTokens(parser, source, base, singleLine, capacity);
  }
  return parser;
}

const numbers =
  "0 -0 +1 -1 12. -12. $ff -$ff $-ff &10 #10 %101 %2 0x1F 0XfF 0x 1e 1E 1.5e-3 .5e0 -.5e 1e+ e 1.e 1d2 1.2 - + . 'a' 'a " +
  "9223372036854775807 9223372036854775808 18446744073709551615 18446744073709551616 -9223372036854775808 " +
  "340282366920938463463374607431768211455. 340282366920938463463374607431768211456. zz ZZ z. 1_000 1,000 $ # % & -$ '";

function compareTokens(
  parser: ParserStage,
  source: Uint8Array,
  base: number,
  singleLine: boolean,
  capacity: number,
): void {
  const expected = new Uint32Array(capacity * Token.WORDS);
  const given = new Uint32Array(capacity * Token.WORDS);
  const cursors = [0, 1].map(() => ({ offset: 0, line: 1, lineStart: 0 })) as [Cursor, Cursor];
  for (;;) {
    const at = cursors[0].offset;
    const count = builtinParser.parse(source, source.length, cursors[0], base, singleLine, expected);
    const counted = parser.parse(source, source.length, cursors[1], base, singleLine, given);
    const isEqual =
      count === counted && Bun.deepEquals(cursors[0], cursors[1]) && Bun.deepEquals(expected, given);
    if (!isEqual)
      throw new PluginError("answers", "parser", `its tokens differ in base ${base} behind offset ${at}`);
    if (count < capacity) return;
  }
}

interface Cursor {
  offset: number;
  line: number;
  lineStart: number;
}

function verifiedCompiler(compiler: CompilerStage): CompilerStage {
  return {
    name: compiler.name,
    compile: (request) => {
      const compiled = compiler.compile(request);
      requireValid("compiler", compiled.ir);
      return compiled;
    },
  };
}

function verifiedOptimizer(optimizer: OptimizerStage): OptimizerStage {
  return {
    name: optimizer.name,
    optimize: (...request) => {
      const optimized = optimizer.optimize(...request);
      requireValid("optimizer", optimized);
      return optimized;
    },
  };
}

function requireValid(stage: StageName, ir: Uint32Array): void {
  try {
    builtinOptimizer.verify(ir);
  } catch (error) {
    if (!(error instanceof InvalidIr)) throw error;
    const { rule, at } = error;
    throw new PluginError("answers", stage, `its ForthIR breaks the rule ${ruleName(rule)} at ${at}`);
  }
}

type Generate = (request: Pointer) => number;

function openEmbeddedBackend(): Generate | undefined {
  const library = embeddedLibrary("backend");
  if (library === undefined) return undefined;
  const { symbols } = openStage(library, { stage: "backend" }, stageFunctions.backend);
  return symbols.generate_code as unknown as Generate;
}
