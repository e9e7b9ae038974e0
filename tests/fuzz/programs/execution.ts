// Runs generated programs under stages of one's choice and tells all that can be seen of it.

import { ExecutionContext } from "../../../src/abi/bindings.ts";
import { describeError } from "../../../src/forth/report.ts";
import type { Session } from "../../../src/forth/session.ts";
import { toForthThrow } from "../../../src/machine/backtrace.ts";
import { SystemAddress } from "../../../src/machine/data_space.ts";
import {
  type ForthThrow,
  InternalError,
  type ThrowCode,
  ThrowCodes,
  Timeout,
} from "../../../src/machine/exceptions.ts";
import { Output } from "../../../src/machine/output.ts";
import { loadRuntime } from "../../../src/plugins/runtime.ts";
import type { Stages } from "../../../src/stages/pipeline.ts";
import { parseStages, selectStages } from "../../../src/stages/select.ts";
import { openSession } from "../../../src/words/open_session.ts";
import { fresh, otherSetup, SEEN_BYTES, setup } from "./phrases.ts";

/** Bytes of data space: the phrases that go over its end know it. */
const MEMORY = 2 ** 17;
/** Milliseconds; a program takes a few. */
const TIME_LIMIT = 20_000;
/** For code that does not heed the time limit. */
const LAST_RESORT = { grace: 10_000, exitCode: 124 } as const;

/** One way to run a program. */
export interface Configuration {
  readonly stages: string;
  /** Heat at which words are compiled: 0 for at once, Infinity for never. */
  readonly compileAfter: number;
  /** Heat at which the interpreter becomes native; by default never. */
  readonly stepAfter?: number;
  /** Whether every word gets its dynamic version, which takes and leaves everything in memory. */
  readonly dynamic?: boolean;
}

/** Interpreted: what all others are compared with. */
export const reference: Configuration = { stages: "interpreter", compileAfter: Number.POSITIVE_INFINITY };

export const configurations: readonly Configuration[] = [
  { stages: "plugin", compileAfter: 0 },
  { stages: "plugin", compileAfter: 0, dynamic: true },
  { stages: "plugin", compileAfter: 25 },
  { stages: "plugin", compileAfter: Number.POSITIVE_INFINITY, stepAfter: 0 },
  { stages: "plugin", compileAfter: 40, stepAfter: 9 },
  { stages: "compiler=plugin,optimizer=none,backend=plugin", compileAfter: 0 },
  { stages: "compiler=plugin,optimizer=none,backend=plugin", compileAfter: 0, dynamic: true },
  { stages: "compiler=builtin,optimizer=plugin,backend=plugin", compileAfter: 6 },
  { stages: "builtin", compileAfter: 0 },
  { stages: "builtin", compileAfter: 0, dynamic: true },
  { stages: "builtin", compileAfter: 25 },
  { stages: "compiler=plugin,optimizer=plugin,backend=builtin", compileAfter: 0 },
];

export const TIME_IS_OVER = "the time is over";

export function nameOf({ stages, compileAfter, stepAfter, dynamic = false }: Configuration): string {
  const stepped = stepAfter === undefined ? "" : `, native from ${stepAfter}`;
  return `${stages} compiled after ${compileAfter}${stepped}${dynamic ? ", dynamic" : ""}`;
}

const selected = new Map<string, Stages>();

function stagesOf({ stages: specification, dynamic = false }: Configuration): Stages {
  const key = `${specification} ${dynamic}`;
  let stages = selected.get(key);
  if (stages === undefined) {
    stages = selectStages(parseStages(specification));
    const { compiler } = stages;
    if (dynamic)
      stages = {
        ...stages,
        compiler: {
          name: compiler.name,
          compile: (request) => compiler.compile({ ...request, forceDynamic: true }),
        },
      };
    selected.set(key, stages);
  }
  return stages;
}

/**
 * Runs the texts of a program one after the other in one session; gives for each, the setup first, how it ends, what it
 * leaves and what it writes. The results end before one that Forth leaves open.
 */
export function observe(configuration: Configuration, texts: readonly string[]): string[] {
  return observeAll(configuration, [texts])[0] as string[];
}

/** Runs programs one after the other in one session, each with fresh data. */
export function observeAll(
  configuration: Configuration,
  programs: readonly (readonly string[])[],
): string[][] {
  const run = new Run(configuration);
  try {
    run.observe(setup + otherSetup);
    return programs.map((texts) => run.observeProgram([fresh, ...texts]));
  } finally {
    run.close();
  }
}

class Run {
  private readonly session: Session;
  private written = "";
  /** Whether a CATCH of the program has taken an underflow: what is left of the cells below is open. */
  private isOpen = false;
  /** CATCHes of the text that is interpreted, which are known to leave things open. */
  private ownHandlers = 0;

  constructor(configuration: Configuration) {
    const output = new Output((bytes) => {
      this.written += new TextDecoder("latin1").decode(bytes.slice());
    });
    const { compileAfter, stepAfter = Number.POSITIVE_INFINITY } = configuration;
    const stages = stagesOf(configuration);
    this.session = openSession({ stages, memory: MEMORY, output, compileAfter, stepAfter });
    this.watchUnderflows();
  }

  observeProgram(texts: readonly string[]): string[] {
    const results: string[] = [];
    for (const text of texts) {
      this.isOpen = false;
      const result = this.observe(text);
      if (this.isOpen) break;
      results.push(result);
      if (result.startsWith(TIME_IS_OVER)) break;
    }
    return results;
  }

  private watchUnderflows(): void {
    const { machine } = this.session;
    const fault = machine.fault.bind(machine);
    machine.fault = (code, detail) => {
      const handlers = machine.context[ExecutionContext.handlerDepth] as number;
      if (isUnderflow(code) && handlers > this.ownHandlers) this.isOpen = true;
      return fault(code, detail);
    };
  }

  observe(text: string): string {
    const { session } = this;
    this.written = "";
    this.ownHandlers = text.endsWith(" catch") ? 1 : 0;
    loadRuntime()?.startTimer(session.machine.interruptFlag, TIME_LIMIT, LAST_RESORT);
    let end: string;
    try {
      session.text.interpretText("test", new TextEncoder().encode(text));
      end = text.endsWith(" catch") ? this.afterCatch() : this.stacks();
      session.machine.clearStacks();
    } catch (error) {
      end = this.uncaught(error);
      session.reset();
    }
    session.output.flush();
    const { machine } = session;
    const { dictionary } = SystemAddress;
    const memory = Bun.hash(machine.bytes.subarray(dictionary, dictionary + SEEN_BYTES)).toString(16);
    return `${end} memory ${memory} output ${JSON.stringify(this.written)}`;
  }

  /** A THROW leaves the depths; what lies there is open. */
  private afterCatch(): string {
    const { machine } = this.session;
    if (machine.depth() === 0 || machine.peekBigInt() === 0n) return this.stacks();
    return `caught ${machine.peekBigInt()} <${machine.depth()}> <${machine.floatDepth()}>`;
  }

  private stacks(): string {
    const { machine } = this.session;
    const cells = Array.from({ length: machine.depth() }, (_, at) => machine.peekBigInt(at)).reverse();
    const bits = new BigUint64Array(
      machine.floatStack.buffer,
      machine.floatStack.byteOffset,
      machine.floatDepth(),
    );
    const floats = Array.from(bits, (float) => (isNotANumber(float) ? "nan" : float.toString(16)));
    return `<${cells.join(" ")}> F<${floats.join(" ")}> R<${machine.context[2]}>`;
  }

  private uncaught(error: unknown): string {
    if (error instanceof Timeout) return TIME_IS_OVER;
    let thrown: ForthThrow;
    try {
      thrown = toForthThrow(error);
    } catch (fault) {
      if (fault instanceof InternalError) return `internal error: ${fault.message}`;
      return `internal error: ${fault}`;
    }
    const { frames, message } = describeError(this.session, thrown);
    // A word that is short of arguments may say so where it begins; how deep a recursion gets is open.
    const { code } = thrown;
    const steps =
      isUnderflow(code) || code === ThrowCodes.returnStackOverflow
        ? []
        : frames.map(({ word, place }) => `${word} ${place.line}:${place.column}`);
    return `THROW ${code} ${message} ${steps.join(" < ")}`;
  }

  close(): void {
    loadRuntime()?.stopTimer();
    this.session.close();
  }
}

function isUnderflow(code: ThrowCode): boolean {
  return code === ThrowCodes.stackUnderflow || code === ThrowCodes.floatStackUnderflow;
}

/** The sign of a NaN that is computed is open: the processor and the engine's own folding differ. */
function isNotANumber(bits: bigint): boolean {
  return (bits & 0x7fff_ffff_ffff_ffffn) > 0x7ff0_0000_0000_0000n;
}

/** The data, return or float stack is full. */
const OVERFLOWS = /^(?:THROW|caught) -(?:3|5|44) /;

/** Where two runs of the same texts differ first; undefined when they do not. The first of all is what makes the data fresh. */
export interface Difference {
  readonly at: number;
  readonly expected: string;
  readonly actual: string;
}

export function difference(expected: readonly string[], actual: readonly string[]): Difference | undefined {
  const at = expected.findIndex((result, index) => result !== actual[index]);
  if (at < 0) return undefined;
  // Which stack of a runaway recursion is full first is open, and so is all that comes of it.
  if (OVERFLOWS.test(expected[at] as string) && OVERFLOWS.test(actual[at] as string)) return undefined;
  return { at, expected: expected[at] as string, actual: actual[at] as string };
}
