/**
 * Words of tests: ttester 1.1 (T{ … -> … }T and its kin), Hayes' { … -> … }, named tests, assertions about THROWs, texts
 * and golden files, benchmarks. A program finds them after `require test/ttester.fs`, and always in a test run.
 */

import { ExecutionContext, WordKind } from "../abi/session_bindings.ts";
import { foldName, type HostWord, host, immediate, type Word } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";
import { toForthThrow } from "../machine/backtrace.ts";
import { ForthExit, ForthQuit, type ForthThrow, ThrowCodes, Timeout } from "../machine/exceptions.ts";
import { readNamed } from "../machine/named_files.ts";
import { bytesOf, shownText } from "../machine/system_text.ts";
import { beginNameless, finish } from "./compiling.ts";
import { popBytes, popText, pushString } from "./operands.ts";
import { parseText, skipComment, skipLine } from "./parsing.ts";
import type { Difference } from "./test_failure.ts";
import { floatText, keptText, leftovers, MAX_ITEMS, type RunningTest, TestLog } from "./test_log.ts";
import { compiling } from "./word_kinds.ts";

const CELL = 8;

/** Offsets of ttester's variables and arrays in a block of the data space. */
const Block = {
  actualDepth: 0,
  startDepth: CELL,
  cellCursor: 2 * CELL,
  errorXt: 3 * CELL,
  errors: 4 * CELL,
  verbose: 5 * CELL,
  relNear: 6 * CELL,
  absNear: 7 * CELL,
  exact: 8 * CELL,
  actualFloatDepth: 9 * CELL,
  startFloatDepth: 10 * CELL,
  floatCursor: 11 * CELL,
  cells: 12 * CELL,
  /** ACTUAL-RESULTS has 64 cells, ACTUAL-FRESULTS 32 floats. */
  floats: (12 + 64) * CELL,
  size: (12 + 64 + 32) * CELL,
} as const;
const MOST_CELLS = 64;
const MOST_FLOATS = 32;
const NEAR = 1e-12;

/** A benchmark that a program has defined. */
export interface Benchmark {
  readonly name: string;
  readonly xt: number;
}

/** The testing words' state by session. */
const states = new WeakMap<Session, TestState>();

/** Has a session find the testing words; gives what they write to. */
export function enableTesting(session: Session): TestLog {
  const state = stateOf(session);
  if (session.search.testing) return state.log;
  session.search.testing = true;
  // EXACT? is a VALUE: TO may store in it.
  const exact = session.systemWord("exact?");
  const address = state.address("exact");
  session.dictionary.setInfo(exact, WordKind.value, address, 0);
  session.machine.entries[exact] = session.entries.value;
  session.onIncluded = () => state.takeOverTester();
  return state.log;
}

/** The benchmarks that the program of a session has defined. */
export const benchmarksOf = (session: Session): readonly Benchmark[] => stateOf(session).benchmarks;

function stateOf(session: Session): TestState {
  let state = states.get(session);
  if (state === undefined) {
    state = new TestState(session);
    states.set(session, state);
  }
  return state;
}

/** Thrown by ;TEST and SKIP" to the TEST: around them; no CATCH of the program takes them. */
class EndOfTest {
  constructor(readonly skipped?: string) {}
}

/** Items above the depth at T{, deepest first. */
interface Results {
  depth: number;
  cells: bigint[];
  floatDepth: number;
  floats: number[];
}

class TestState {
  readonly log: TestLog;
  readonly benchmarks: Benchmark[] = [];
  before: number | undefined;
  after: number | undefined;
  private block = 0;
  private start = { depth: 0, floatDepth: 0 };
  private actual: Results = { depth: 0, cells: [], floatDepth: 0, floats: [] };
  /** What XTESTER and FTESTER have taken: the top first. */
  private taken = { cells: [] as bigint[], floats: [] as number[], short: false };

  constructor(readonly session: Session) {
    this.log = new TestLog(session);
  }

  /** The address of one of ttester's variables. */
  address(name: keyof typeof Block): number {
    const { machine, dataSpace } = this.session;
    if (this.block === 0) {
      const block = dataSpace.allocate(Block.size);
      if (block === undefined) throw machine.fault(ThrowCodes.allocate, "no room for the testing words");
      this.block = block;
      for (let at = 0; at < Block.size; at += CELL) machine.storeNumber(block + at, 0);
      machine.storeNumber(block + Block.errorXt, this.session.systemWord("error1"));
      machine.storeFloat(block + Block.relNear, NEAR);
      machine.storeNumber(block + Block.exact, -1);
    }
    return this.block + Block[name];
  }

  private variable(name: keyof typeof Block): number {
    return this.session.machine.loadNumber(this.address(name));
  }

  private setVariable(name: keyof typeof Block, value: number): void {
    this.session.machine.storeNumber(this.address(name), value);
  }

  // ---- T{ … -> … }T ------------------------------------------------------------------------------------------------

  /** T{ */
  begin(): void {
    const { log, session } = this;
    if (log.open !== undefined) log.closeUnclosed();
    log.settle();
    log.open = session.tokenPosition();
    this.start = { depth: session.machine.depth(), floatDepth: session.machine.floatDepth() };
    this.actual = { depth: this.start.depth, cells: [], floatDepth: this.start.floatDepth, floats: [] };
    this.setVariable("startDepth", this.start.depth);
    this.setVariable("startFloatDepth", this.start.floatDepth);
    this.taken = { cells: [], floats: [], short: false };
    this.setVariable("cellCursor", 0);
    this.setVariable("floatCursor", 0);
  }

  /** -> */
  record(): void {
    this.actual = this.take();
    const { machine } = this.session;
    this.setVariable("actualDepth", this.actual.depth);
    this.setVariable("actualFloatDepth", this.actual.floatDepth);
    // ttester's arrays have the top first.
    const cells = this.actual.cells.slice(-MOST_CELLS).reverse();
    for (const [at, cell] of cells.entries())
      machine.storeCell(
        this.address("cells") + at * CELL,
        Number(BigInt.asIntN(32, cell)),
        Number(cell >> 32n),
      );
    const floats = this.actual.floats.slice(-MOST_FLOATS).reverse();
    for (const [at, value] of floats.entries()) machine.storeFloat(this.address("floats") + at * CELL, value);
  }

  /** Takes what lies above the depths at T{. */
  private take(): Results {
    const { machine } = this.session;
    const [depth, floatDepth] = [machine.depth(), machine.floatDepth()];
    const cells: bigint[] = [];
    for (let at = depth - this.start.depth - 1; at >= 0; at--) cells.push(machine.peekBigInt(at));
    const floats: number[] = [];
    for (let at = floatDepth - this.start.floatDepth - 1; at >= 0; at--) floats.push(machine.peekFloat(at));
    machine.drop(cells.length);
    for (let count = floats.length; count > 0; count--) machine.popFloat();
    return { depth, cells, floatDepth, floats };
  }

  /** }T */
  end(): void {
    const { actual } = this;
    const expected = this.take();
    this.log.assertions++;
    if (actual.depth !== expected.depth) this.mismatch("WRONG NUMBER OF RESULTS", actual, expected);
    else if (actual.cells.some((cell, at) => cell !== expected.cells[at]))
      this.mismatch("INCORRECT RESULT", actual, expected);
    else if (actual.floatDepth !== expected.floatDepth)
      this.mismatch("WRONG NUMBER OF FP RESULTS", actual, expected);
    else if (!actual.floats.every((value, at) => this.isSame(value, expected.floats[at] as number)))
      this.mismatch("INCORRECT FP RESULT", actual, expected);
    this.close();
  }

  /** XTESTER: an expected cell. */
  takeCell(): void {
    const { machine } = this.session;
    this.setVariable("cellCursor", this.taken.cells.length + 1);
    if (machine.depth() <= this.start.depth) this.taken.short = true;
    else this.taken.cells.push(machine.peekBigInt(0));
    if (machine.depth() > this.start.depth) machine.drop();
  }

  /** FTESTER: an expected float. */
  takeFloat(): void {
    const { machine } = this.session;
    this.setVariable("floatCursor", this.taken.floats.length + 1);
    if (machine.floatDepth() <= this.start.floatDepth) this.taken.short = true;
    else this.taken.floats.push(machine.popFloat());
  }

  /** …}T: compares with what XTESTER and FTESTER have taken. */
  endTaken(): void {
    const { actual, taken } = this;
    this.log.assertions++;
    const rest = this.take();
    const cells = [...rest.cells, ...taken.cells.reverse()];
    const floats = [...rest.floats, ...taken.floats.reverse()];
    const expected: Results = { ...rest, cells, floats };
    const isCounted =
      !taken.short && rest.cells.length === 0 && rest.floats.length === 0 && rest.depth === this.start.depth;
    if (!isCounted || actual.cells.length !== cells.length || actual.floats.length !== floats.length)
      this.mismatch("NUMBER OF RESULTS DOES NOT MATCH ...}T SPECIFICATION", actual, expected);
    else if (actual.cells.some((cell, at) => cell !== cells[at]))
      this.mismatch("INCORRECT CELL RESULT", actual, expected);
    else if (!actual.floats.every((value, at) => this.isSame(value, floats[at] as number)))
      this.mismatch("INCORRECT FP RESULT", actual, expected);
    this.close();
  }

  private mismatch(message: string, actual: Results, expected: Results): void {
    const cells: Difference = {
      actual: actual.cells.slice(-MAX_ITEMS).map(String),
      expected: expected.cells.slice(-MAX_ITEMS).map(String),
    };
    const floats: Difference = {
      actual: actual.floats.slice(-MAX_ITEMS).map(floatText),
      expected: expected.floats.slice(-MAX_ITEMS).map(floatText),
    };
    const fallen = Math.min(actual.depth, expected.depth) - this.start.depth;
    this.error(message, {
      ...(cells.actual.length + cells.expected.length === 0 ? {} : { cells }),
      ...(floats.actual.length + floats.expected.length === 0 ? {} : { floats }),
      ...(fallen < 0 ? { notes: [`${-fallen} taken from below T{`] } : {}),
    });
  }

  /** Counts a failure and runs the program's ERROR-XT, when it has one of its own. */
  private error(
    message: string,
    details: Pick<Parameters<TestLog["fail"]>[0], "cells" | "floats" | "notes">,
  ): void {
    const { log, session } = this;
    const word = this.lastToken();
    log.fail({ kind: "result", message, ...details }, word);
    this.setVariable("errors", this.variable("errors") + 1);
    const action = this.variable("errorXt");
    if (action === session.systemWord("error1")) return;
    const text = bytesOf(`${message}: `);
    pushString(session.machine, session.dataSpace.storeString(text), text.length);
    session.machine.execute(action, 0);
  }

  /** The word that the text interpreter runs, when it is one that ends an assertion. */
  private lastToken(): string {
    const { source, sources } = this.session;
    const name = foldName(sources.text(source.tokenStart, source.tokenEnd));
    return name.endsWith("}t") || endings.has(name) ? name : "}t";
  }

  private close(): void {
    this.log.open = undefined;
    this.emptyStack();
    this.log.settle();
  }

  /** EMPTY-STACK: as deep as at T{; an underflowed stack, too. */
  emptyStack(): void {
    const { machine } = this.session;
    machine.drop(Math.max(0, machine.depth() - this.start.depth));
    while (machine.depth() < this.start.depth) machine.push(0, 0);
    this.emptyFloats();
  }

  emptyFloats(): void {
    const { machine } = this.session;
    while (machine.floatDepth() > this.start.floatDepth) machine.popFloat();
    while (machine.floatDepth() < this.start.floatDepth) machine.pushFloat(0);
  }

  // ---- floats ------------------------------------------------------------------------------------------------------

  isSame(a: number, b: number): boolean {
    return this.variable("exact") === 0 ? this.isNear(a, b) : isIdentical(a, b);
  }

  isNear(a: number, b: number): boolean {
    return isIdentical(a, b) || this.isRelativelyNear(a, b) || this.isAbsolutelyNear(a, b);
  }

  /** F~ with a negative tolerance (12.6.2.1640). */
  isRelativelyNear(a: number, b: number): boolean {
    const tolerance = this.session.machine.loadFloat(this.address("relNear"));
    return Math.abs(a - b) < Math.abs(tolerance) * (Math.abs(a) + Math.abs(b));
  }

  isAbsolutelyNear(a: number, b: number): boolean {
    const tolerance = this.session.machine.loadFloat(this.address("absNear"));
    return tolerance === 0 ? isIdentical(a, b) : Math.abs(a - b) < tolerance;
  }

  // ---- ERROR and TESTING -------------------------------------------------------------------------------------------

  /** ERROR ( c-addr u -- ): the program itself has found something. */
  programError(): void {
    const { session, log } = this;
    const message = popText(session.machine);
    this.setVariable("errors", this.variable("errors") + 1);
    log.fail({ kind: "condition", message: message.trim().replace(/:$/, "") || "ERROR" }, "error");
    const action = this.variable("errorXt");
    if (action === session.systemWord("error1")) return this.emptyStack();
    const text = bytesOf(message);
    pushString(session.machine, session.dataSpace.storeString(text), text.length);
    session.machine.execute(action, 0);
  }

  /** TESTING: the rest of the line names what follows. */
  testing(): void {
    const { sources, source, output } = this.session;
    const text = shownText(source.bytes.slice(sources.parsePosition, source.lineEnd)).trim();
    sources.parsePosition = source.lineEnd;
    this.log.group = text.replace(/^\\\s*/, "");
    if (this.variable("verbose") !== 0) output.text(`TESTING ${text}\n`);
  }

  /** A file has brought a tester of its own: these words count in its place, and its other words stay. */
  takeOverTester(): void {
    const { session } = this;
    const isOwn = (name: string): boolean => {
      const word = session.search.findIn(session.search.current, bytesOf(name));
      return word !== undefined && word.xt === word.index && !session.isSystemWord(word);
    };
    if (isOwn("tst-errors") && isOwn("}t")) return this.countTheirs();
    if (!isOwn("->") || ![...endings.keys()].some(isOwn)) return;
    for (const [name, systemName] of [
      ...endings,
      ...beginnings,
      ...testerNames.map((name) => [name, name] as const),
    ]) {
      if (!isOwn(name)) continue;
      const system = session.systemWord(systemName);
      const word = session.createWord(name);
      word.xt = system;
      word.immediate = name === "{";
      session.machine.entries[word.index] = session.entries.synonym;
    }
  }

  private countsTheirs = false;

  /**
   * The tester of the Forth Foundation Library has been loaded: values are compared between its t{ and }t by words that
   * count and print errors. They go on to; what they have counted at the }t is one failure.
   */
  private countTheirs(): void {
    if (this.countsTheirs) return;
    this.countsTheirs = true;
    const { session, log } = this;
    const { machine, search, dictionary } = session;
    const theirs = (name: string) => (search.findIn(search.current, bytesOf(name)) as Word).index;
    const errors = dictionary.operandA(theirs("tst-errors"));
    const [begin, end] = [theirs("t{"), theirs("}t")];
    let before = 0;
    const replace = (name: string, run: () => void) => {
      machine.entries[session.createWord(name).index] = run;
    };
    replace("t{", () => {
      before = machine.loadNumber(errors);
      log.open = session.tokenPosition();
      session.run(begin);
    });
    replace("}t", () => {
      session.run(end);
      log.assertions++;
      const found = machine.loadNumber(errors) - before;
      if (found > 0) log.fail({ kind: "result", message: `${found} errors, which the output has` }, "}t");
      log.open = undefined;
      log.settle();
    });
  }

  // ---- named tests -------------------------------------------------------------------------------------------------

  /** TEST: name … ;TEST */
  runTest(): void {
    const { session, log } = this;
    const { source } = session;
    if (log.test !== undefined) throw session.machine.fault(ThrowCodes.compilerNesting, "TEST: within TEST:");
    const position = session.tokenPosition();
    const { line } = source;
    const name = this.parseTestName();
    log.closeUnclosed();
    log.settle();
    if (log.listener?.selects(name, log.group) === false) {
      log.deselected++;
      return this.skipTest(position);
    }
    log.tests++;
    const test: RunningTest = { name, group: log.group, position, failures: 0, todo: log.todo };
    log.test = test;
    log.listener?.began(name, log.group);
    const outer = this.saveStacks();
    const started = performance.now();
    const isClosed = { value: true };
    const skipped = this.attempt(() => {
      if (this.before !== undefined) session.run(this.before);
      // What was read ahead begins before the name.
      source.reparseFrom(session.sources.parsePosition);
      session.text.interpret();
      // The source has ended before ;TEST.
      isClosed.value = false;
    });
    if (!isClosed.value) log.failAt(position, { kind: "unclosed", message: `${name} has no ;TEST` });
    if (skipped === undefined) log.closeUnclosed();
    const { after } = this;
    if (after !== undefined) this.attempt(() => session.run(after));
    if (
      skipped === undefined &&
      test.failures === 0 &&
      (session.machine.depth() || session.machine.floatDepth())
    )
      log.failAt(position, leftovers(session));
    this.restoreStacks(outer);
    log.test = undefined;
    log.open = undefined;
    const reason = skipped ?? test.todo;
    log.listener?.ended({
      name,
      group: test.group,
      status:
        skipped !== undefined
          ? "skipped"
          : test.todo !== undefined
            ? "todo"
            : test.failures > 0
              ? "failed"
              : "passed",
      milliseconds: performance.now() - started,
      line,
      ...(reason === undefined ? {} : { reason }),
    });
  }

  /** A word, or a text in quotes. */
  private parseTestName(): string {
    const { sources, source } = this.session;
    const { start, end } = sources.parseSomeName();
    const decode = (from: number, to: number) => shownText(source.bytes.slice(from, to));
    if (source.bytes[start] !== 0x22) return decode(start, end);
    sources.parsePosition = start + 1;
    const text = sources.parse(0x22);
    return decode(text.start, text.end);
  }

  /**
   * Runs a part of a test. A THROW becomes a failure, and the text up to ;TEST is skipped.
   * @returns why the test is skipped, when SKIP" says so
   */
  private attempt(part: () => void): string | undefined {
    const { session } = this;
    const { context } = session.machine;
    const { source } = session;
    const activations = session.compiler.activationDepth;
    const saved = session.sources.save();
    const { localsInMemory } = session;
    const handlers = context[ExecutionContext.handlerDepth] as number;
    const returnDepth = context[ExecutionContext.returnDepth] as number;
    try {
      part();
      return undefined;
    } catch (error) {
      if (error instanceof EndOfTest && error.skipped === undefined) return undefined;
      if (error instanceof ForthExit || error instanceof ForthQuit || error instanceof Timeout) throw error;
      if (!(error instanceof EndOfTest)) {
        const thrown: ForthThrow = toForthThrow(error);
        if (thrown.code === ThrowCodes.userInterrupt) throw error;
        this.log.failWith(thrown);
      }
      // ;TEST itself may find a fault.
      const isAtEnd =
        session.source === source &&
        foldName(session.sources.text(source.tokenStart, source.tokenEnd)) === ";test";
      const position =
        session.source === source ? session.sources.parsePosition : source.lineStart + source.savedToIn;
      session.machine.clearStacks();
      context[ExecutionContext.returnDepth] = returnDepth;
      context[ExecutionContext.handlerDepth] = handlers;
      session.compiler.activationDepth = activations;
      session.localsInMemory = localsInMemory;
      session.abandonDefinition();
      session.compiling = false;
      session.sources.restore(saved);
      session.sources.parsePosition = position;
      this.log.open = undefined;
      if (!isAtEnd) this.skipTest(this.log.test?.position ?? 0);
      return error instanceof EndOfTest ? error.skipped : undefined;
    }
  }

  /** Skips the text up to ;TEST. */
  private skipTest(position: number): void {
    const { session } = this;
    for (;;) {
      const { start, end } = session.sources.parseName();
      if (start === end) {
        if (session.sources.refill()) continue;
        return this.log.failAt(position, { kind: "unclosed", message: "the test has no ;TEST" });
      }
      const name = foldName(session.sources.text(start, end));
      if (name === ";test") return;
      if (name === "\\") skipLine(session);
      if (name === "(") skipComment(session);
    }
  }

  private saveStacks(): { cells: bigint[]; floats: number[] } {
    this.start = { depth: 0, floatDepth: 0 };
    const { cells, floats } = this.take();
    return { cells, floats };
  }

  private restoreStacks({ cells, floats }: { cells: bigint[]; floats: number[] }): void {
    const { machine } = this.session;
    machine.drop(machine.depth());
    while (machine.floatDepth() > 0) machine.popFloat();
    for (const cell of cells) machine.pushBigInt(cell);
    for (const value of floats) machine.pushFloat(value);
  }

  endTest(): void {
    const { log, session } = this;
    if (log.test === undefined)
      throw session.machine.fault(ThrowCodes.controlMismatch, ";TEST without TEST:");
    const { definition } = session;
    if (session.compiling && definition !== undefined)
      throw session.unfinished(
        definition.word.position,
        `the definition of ${definition.word.displayName} has no ;`,
      );
    throw new EndOfTest();
  }

  /** SKIP": leaves the test, or the rest of the file. */
  skip(): void {
    const { log, session } = this;
    const reason = shownText(parseText(session));
    if (log.test !== undefined) throw new EndOfTest(reason);
    log.listener?.skippedFile(reason);
    while (session.sources.refill());
    session.sources.parsePosition = session.source.lineEnd;
  }

  todo(): void {
    const reason = shownText(parseText(this.session));
    if (this.log.test !== undefined) this.log.test.todo = reason;
    else this.log.todo = reason;
  }

  // ---- other assertions --------------------------------------------------------------------------------------------

  /** Runs a word; gives what it THROWs, or undefined. */
  private caught(xt: number): bigint | undefined {
    const { session } = this;
    session.machine.push(xt, 0);
    session.run(session.systemWord("catch"));
    const code = session.machine.popBigInt();
    return code === 0n ? undefined : code;
  }

  /** EXPECT-THROW ( i*x xt n -- ) */
  expectThrow(): void {
    const { machine } = this.session;
    const wanted = machine.popBigInt();
    const { index } = this.session.popXt();
    this.log.assertions++;
    const got = this.caught(index);
    if (got !== undefined) this.dropToFloor();
    if (got === wanted || (wanted === 0n && got === undefined)) return;
    const said = got === undefined ? "nothing was thrown" : `${got} was thrown`;
    this.log.fail({ kind: "throw", message: `THROW ${wanted} was expected, ${said}` }, "expect-throw");
  }

  /** What a THROW leaves of arguments is unknown: everything since the last assertion goes. */
  private dropToFloor(): void {
    const { machine } = this.session;
    const floor = this.log.test === undefined && this.log.open !== undefined ? this.start.depth : 0;
    machine.drop(Math.max(0, machine.depth() - floor));
  }

  /** EXPECT-TRUE ( flag -- ) */
  expectTrue(): void {
    this.log.assertions++;
    if (!this.session.machine.popFlag())
      this.log.fail({ kind: "condition", message: "the flag is false" }, "expect-true");
  }

  /** EXPECT= ( x1 x2 -- ) */
  expectEqual(): void {
    const { machine } = this.session;
    this.log.assertions++;
    const expected = machine.popBigInt();
    const actual = machine.popBigInt();
    if (actual === expected) return;
    const cells = { actual: [String(actual)], expected: [String(expected)] };
    this.log.fail({ kind: "result", message: "the values differ", cells }, "expect=");
  }

  /** EXPECT-TEXT ( c-addr1 u1 c-addr2 u2 -- ) */
  expectText(): void {
    const expected = popBytes(this.session.machine).slice();
    const actual = popBytes(this.session.machine).slice();
    this.compareTexts(actual, expected, "the texts differ", "expect-text");
  }

  /** EXPECT-OUTPUT ( i*x xt c-addr u -- j*x ) */
  expectOutput(): void {
    const expected = popBytes(this.session.machine).slice();
    this.compareTexts(
      this.outputOf(this.session.popXt().index),
      expected,
      "the output differs",
      "expect-output",
    );
  }

  private outputOf(xt: number): Uint8Array {
    const parts: Uint8Array[] = [];
    this.session.output.redirect(
      (bytes) => parts.push(bytes.slice()),
      false,
      () => this.session.run(xt),
    );
    return Buffer.concat(parts);
  }

  private compareTexts(actual: Uint8Array, expected: Uint8Array, message: string, word: string): void {
    this.log.assertions++;
    if (Buffer.compare(actual, expected) === 0) return;
    const text = { actual: keptText(actual), expected: keptText(expected) };
    this.log.fail({ kind: "text", message, text }, word);
  }

  /** EXPECT-GOLDEN ( i*x xt c-addr u -- j*x ): what the word writes is the contents of a file beside the source. */
  expectGolden(): void {
    const { session } = this;
    const { dirname, isAbsolute, join } = process.getBuiltinModule("node:path");
    const { writeFileSync } = process.getBuiltinModule("node:fs");
    const name = popText(session.machine);
    const actual = this.outputOf(session.popXt().index);
    const path = isAbsolute(name) ? name : join(dirname(session.source.name), name);
    let expected: Uint8Array | undefined;
    try {
      expected = readNamed(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
    const isRewritten = this.log.listener?.updatesGolden === true;
    if (isRewritten && (expected === undefined || Buffer.compare(actual, expected) !== 0)) {
      writeFileSync(path, actual);
      expected = actual;
    }
    if (expected !== undefined)
      return this.compareTexts(actual, expected, `the output is not what ${name} holds`, "expect-golden");
    this.log.assertions++;
    const message = `there is no golden file ${name}; fastforth test --update writes it`;
    this.log.fail(
      { kind: "text", message, text: { actual: keptText(actual), expected: "" } },
      "expect-golden",
    );
  }
}

function isIdentical(a: number, b: number): boolean {
  // Different NaNs are seldom told apart, and zeros of either sign are (12.6.2.1640).
  return Object.is(a, b);
}

/** The names of X}T, RX}T and the others, with what each takes from the top down. */
function* closers(): Generator<string> {
  for (let length = 1; length <= 4; length++)
    for (let bits = 0; bits < 1 << length; bits++)
      yield `${Array.from({ length }, (_, at) => ((bits >> at) & 1 ? "r" : "x")).join("")}}t`;
}

/** What begins and ends an assertion in the testers that programs bring: ttester's, Hayes', and that of Codewars. */
const beginnings = new Map([
  ["t{", "t{"],
  ["{", "{"],
  ["<{", "t{"],
]);
const endings = new Map([
  ["}t", "}t"],
  ["}", "}t"],
  ["}>", "}t"],
]);
const testerNames = [
  ..."-> error #errors error-xt error1 empty-stack verbose testing exact? set-exact set-near rel-near abs-near".split(
    " ",
  ),
  ...closers(),
];

export function testingWords(session: Session): HostWord[] {
  const state = () => stateOf(session);
  const { machine } = session;
  const flag = (compare: (a: number, b: number) => boolean) => () => {
    const b = machine.popFloat();
    const a = machine.popFloat();
    machine.pushFlag(compare(a, b));
  };
  const action = (name: string, run: () => void) => host(name, undefined, run);
  const address = (name: string, field: keyof typeof Block) =>
    host(name, "-- addr", () => machine.push(state().address(field), 0));
  const begin = () => state().begin();
  const end = () => state().end();
  let benchmark: { readonly name: string; readonly xt: number } | undefined;
  return [
    action("(testing)", () => void enableTesting(session)),
    action("t{", begin),
    action("->", () => state().record()),
    action("}t", end),
    action("}", end),
    ...Array.from(closers(), (name) =>
      action(name, () => {
        for (const kind of name.slice(0, -2).split("").reverse())
          if (kind === "x") state().takeCell();
          else state().takeFloat();
        state().endTaken();
      }),
    ),
    action("xtester", () => state().takeCell()),
    action("ftester", () => state().takeFloat()),
    action("...}t", () => state().endTaken()),
    action("error", () => state().programError()),
    action("error1", () => {
      const message = popBytes(machine).slice();
      const { source } = session;
      session.output.type(message);
      session.output.type(source.bytes.subarray(source.lineStart, source.lineEnd));
      session.output.text("\n");
      state().emptyStack();
    }),
    action("empty-stack", () => state().emptyStack()),
    action("empty-fstack", () => state().emptyFloats()),
    action("testing", () => state().testing()),
    address("#errors", "errors"),
    address("error-xt", "errorXt"),
    address("verbose", "verbose"),
    address("actual-depth", "actualDepth"),
    address("start-depth", "startDepth"),
    address("xcursor", "cellCursor"),
    address("actual-results", "cells"),
    address("actual-fdepth", "actualFloatDepth"),
    address("start-fdepth", "startFloatDepth"),
    address("fcursor", "floatCursor"),
    address("actual-fresults", "floats"),
    address("rel-near", "relNear"),
    address("abs-near", "absNear"),
    host("has-floating", "-- flag", () => machine.pushFlag(true)),
    host("has-floating-stack", "-- flag", () => machine.pushFlag(true)),
    host("exact?", "-- flag", () => machine.pushNumber(machine.loadNumber(state().address("exact")))),
    host("set-exact", "--", () => machine.storeNumber(state().address("exact"), -1)),
    host("set-near", "--", () => machine.storeNumber(state().address("exact"), 0)),
    action("fexactly=", flag(isIdentical)),
    action(
      "fabs=",
      flag((a, b) => state().isAbsolutelyNear(a, b)),
    ),
    action(
      "frel=",
      flag((a, b) => state().isRelativelyNear(a, b)),
    ),
    action(
      "fnearly=",
      flag((a, b) => state().isNear(a, b)),
    ),
    action(
      "fconf=",
      flag((a, b) => state().isSame(a, b)),
    ),
    action("test:", () => state().runTest()),
    // Immediate, so that it ends a test in which a definition is open.
    immediate(";test", () => state().endTest()),
    action('skip"', () => state().skip()),
    action('todo"', () => state().todo()),
    action("before-each", () => {
      state().before = session.popXt().index;
    }),
    action("after-each", () => {
      state().after = session.popXt().index;
    }),
    action("expect-true", () => state().expectTrue()),
    action("expect=", () => state().expectEqual()),
    action("expect-text", () => state().expectText()),
    action("expect-throw", () => state().expectThrow()),
    action("expect-output", () => state().expectOutput()),
    action("expect-golden", () => state().expectGolden()),
    action("bench:", () => {
      const { start, end: nameEnd } = session.sources.parseSomeName();
      const name = shownText(session.source.bytes.slice(start, nameEnd));
      benchmark = { name, xt: beginNameless(session).index };
    }),
    compiling(session, ";bench", (definition) => {
      finish(session, definition, ";BENCH");
      session.definition = definition.parent;
      session.compiling = false;
      if (benchmark !== undefined) state().benchmarks.push(benchmark);
      benchmark = undefined;
    }),
  ];
}
