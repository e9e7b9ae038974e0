/**
 * Every word that is not immediate does the same interpreted, compiled, POSTPONEd and in native code, with enough on the
 * stacks and with nothing. Sessions run in lockstep, one for each use, so that what a word does to data is compared, too.
 */
import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Session } from "../../src/forth/session.ts";
import { toForthThrow } from "../../src/machine/backtrace.ts";
import { ForthExit, ForthQuit } from "../../src/machine/exceptions.ts";
import { Output } from "../../src/machine/output.ts";
import { parseStages, selectStages } from "../../src/stages/select.ts";
import { openSession } from "../../src/words/open_session.ts";
import { wordsWithUses } from "./uses.ts";

const MEMORY = 2 ** 20;

const uses = {
  interpreted: {
    stages: "interpreter",
    compileAfter: Number.POSITIVE_INFINITY,
    call: (word: string) => word,
  },
  compiled: { stages: "interpreter", compileAfter: Number.POSITIVE_INFINITY, call: () => "c" },
  postponed: { stages: "interpreter", compileAfter: Number.POSITIVE_INFINITY, call: () => "q" },
  "in JavaScript": { stages: "builtin", compileAfter: 0, call: () => "c" },
  "in native code": { stages: "plugin", compileAfter: 0, call: () => "q" },
} as const;

/** What lies on the stacks: nothing, numbers, texts, negative numbers, addresses. `buf` and `more` are 64 bytes each. */
const situations = [
  "",
  "6 5 4 3 2 1 4e 3e 2e 1e",
  "buf 5 more 4 buf 3 -1e 0e 2.5e 1e2",
  "-1 0 -5 7 -3 2 1e 1e -1e 0e",
  "buf more buf 8 + more 8 + buf 16 + more 16 + 0.5e 0.25e 3e 9e",
];

const setup = `create buf 64 allot create more 64 allot
  : fill-both  64 0 do i 7 * 33 + 126 mod buf i + c! i 5 * 40 + 126 mod more i + c! loop ; fill-both`;

class Lane {
  readonly session: Session;
  private written = "";
  private readonly order: Session["search"]["order"];

  constructor(private readonly use: (typeof uses)[keyof typeof uses]) {
    const output = new Output((bytes) => {
      this.written += new TextDecoder("latin1").decode(bytes.slice());
    });
    const stages = selectStages(parseStages(use.stages));
    this.session = openSession({ stages, memory: MEMORY, output, compileAfter: use.compileAfter });
    this.run(setup);
    this.order = this.session.search.order;
  }

  private run(text: string): string {
    const { session } = this;
    try {
      session.text.interpretText("test", new TextEncoder().encode(text));
      return "";
    } catch (error) {
      if (error instanceof ForthExit || error instanceof ForthQuit) return error.constructor.name;
      return `THROW ${toForthThrow(error).code}`;
    }
  }

  /** What can be seen of a word's use. */
  observe(word: string, situation: string): string {
    const { session } = this;
    const { machine } = session;
    this.startAnew();
    this.written = "";
    const end = this.run(`fill-both ${situation} ${this.use.call(word)}`);
    session.output.flush();
    const depth = machine.depth();
    const cells = Array.from({ length: depth }, (_, at) => machine.peekBigInt(depth - 1 - at));
    const floats = Array.from({ length: machine.floatDepth() }, (_, at) => machine.floatStack[at]);
    const here = session.dataSpace.here;
    const left = end === "" ? `<${cells}> F<${floats}>` : end;
    session.reset();
    return `${left} here ${here} ${JSON.stringify(this.written)}`;
  }

  /** Takes back what a word may have done to how text is read. */
  private startAnew(): void {
    const { session } = this;
    session.base = 10;
    session.pendingName = undefined;
    session.search.order = this.order;
    session.search.current = session.search.forth;
  }

  /** Whether the words around a use still mean what they mean. */
  get isSound(): boolean {
    this.startAnew();
    return this.run("fill-both 1 drop") === "";
  }

  define(word: string): void {
    this.startAnew();
    this.run(`warnings off : c ${word} ; : p postpone ${word} ; immediate : q p ;`);
    this.session.reset();
  }
}

describe("every use of a word does the same", () => {
  const home = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), "uses-"));
  const lanes = Object.entries(uses).map(([name, use]) => [name, new Lane(use)] as const);

  test.each(wordsWithUses)("%s", (word) => {
    process.chdir(folder);
    try {
      for (const [, lane] of lanes) lane.define(word);
      expect(lanes.filter(([, lane]) => !lane.isSound).map(([name]) => name)).toEqual([]);
      for (const situation of situations) {
        const [first, ...others] = lanes.map(
          ([name, lane]) => [name, lane.observe(word, situation)] as const,
        );
        const expected = first?.[1] as string;
        for (const [name, seen] of others) {
          expect(`${name}, ${situation || "nothing there"}: ${seen}`).toBe(
            `${name}, ${situation || "nothing there"}: ${expected}`,
          );
        }
      }
    } finally {
      process.chdir(home);
    }
  });

  test("the folder for files that words make goes", () => rmSync(folder, { recursive: true }));
});
