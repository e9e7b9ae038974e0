// The built-in backend: ForthIR to JavaScript, which the engine compiles to machine code
// (decisions/0002-builtin-backend-translates-to-javascript.md).
//
//   graph ─► control_flow ─► values ─► variables ─► structure ─► text ─► function
//            order, loops    halves    sharing      nesting
//
// cells, floats, memory, conditions, stack_operations and copies write the statements of instructions and edges;
// runtime and division are what these statements call; entries joins direct calls and the in-memory stacks.

import { inlineSitesOf } from "../../ir/inline_sites.ts";
import { keepBacktraces, nameFunction } from "../../machine/backtrace.ts";
import { InternalError, ThrowCodes } from "../../machine/exceptions.ts";
import { Capacity, Context, type Machine } from "../../machine/machine.ts";
import {
  createRuntime,
  type DirectFunction,
  MAX_EFFECT,
  MAX_FLOAT_EFFECT,
  type Runtime,
} from "../../machine/operations.ts";
import type { BackendHost, BackendStage, CodeListing } from "../pipeline.ts";
import { Bridges, effectKey } from "./entries.ts";
import { type Effect, FunctionGraph } from "./graph.ts";
import { translate } from "./translate.ts";

/** The runtime's parts that generated code names as its variables, and how their uses begin. */
const parameters = Object.entries({
  C: ["C["],
  S: ["S["],
  F: ["F[", "(F,"],
  W: ["W["],
  D: ["D["],
  M: ["M["],
  B: ["B["],
  G: ["G[", "(G,"],
  V: ["V."],
  R: ["R["],
  Q: ["Q[", "(Q,"],
  I: ["I("],
  N: ["N("],
  X: ["X."],
} satisfies Partial<Record<keyof Runtime, readonly string[]>>) as [keyof Runtime, readonly string[]][];

/** Generates code for one machine. */
export class BuiltinBackend implements BackendStage {
  readonly name = "built-in";
  /**
   * The engine compiles functions of moderate size better than great ones, a branch costs it less than the arms of a
   * selection, and it does itself what the other passes do: see decisions/0018-one-compiler-in-two-forms.md.
   */
  readonly tuning = {
    inlineLimit: 16,
    onlyInlining: true,
    without: ["selections", "common", "loops", "polls", "steps"],
  };
  private readonly machine: Machine;
  private readonly host: BackendHost;
  private readonly runtime: Runtime;
  private readonly bridges: Bridges;
  /** Slots of direct functions, by word and effect. */
  private readonly slots = new Map<string, number>();
  /** By word: its slots and the effects that its callers assume. */
  private readonly callers: (Map<number, Effect> | undefined)[] = [];

  constructor(machine: Machine, host: BackendHost) {
    this.machine = machine;
    this.host = host;
    this.runtime = createRuntime(machine);
    this.bridges = new Bridges(this.runtime);
    keepBacktraces();
  }

  /**
   * Generates code for a verified function and gives its entry, a function over the in-memory stacks for the word
   * table. Other words that call a static function with its own effect reach the new code at once, without the table.
   * @throws InternalError for an effect of more than MAX_EFFECT cells or MAX_FLOAT_EFFECT floats
   */
  generate(ir: Uint32Array): () => void {
    const graph = new FunctionGraph(ir);
    checkEffect(graph);
    const code = this.instantiate(graph);
    if (graph.isDynamic) return code as () => void;
    const slot = this.slotOf(graph.word, graph);
    this.runtime.D[slot] = code;
    return this.bridges.entry(graph, slot, graph.word, this.refused);
  }

  /**
   * Says that the word's entry in the word table is no longer what `generate` gave last: direct calls of it go
   * through the table again.
   */
  forget(word: number): void {
    for (const [slot, effect] of this.callers[word] ?? [])
      this.runtime.D[slot] = this.bridges.direct(effect, word);
  }

  /** The JavaScript text of a function, for people. */
  text(ir: Uint32Array): string {
    return this.translation(new FunctionGraph(ir), "word").text;
  }

  /** See BackendStage. Calls are written with the names of words instead of slots. */
  list(ir: Uint32Array, nameOf: (word: number) => string): CodeListing {
    const target = (word: number) => `D[${JSON.stringify(nameOf(word))}]`;
    const { text, positions } = translate(new FunctionGraph(ir), "word", this.machine.limit, target);
    return { kind: "javascript", text, positions };
  }

  private instantiate(graph: FunctionGraph): DirectFunction {
    const { name, register } = nameFunction();
    const { text, positions } = this.translation(graph, name);
    register(graph.word, positions, inlineSitesOf(graph));
    // Every parameter costs half a microsecond, so that only those in use are given.
    const names: string[] = [];
    const values: unknown[] = [];
    for (const [name, uses] of parameters) {
      if (!uses.some((use) => text.includes(use))) continue;
      names.push(name);
      values.push(this.runtime[name]);
    }
    const make = new Function(...names, `return ${text}\n//# sourceURL=forth:${graph.word}`);
    return make(...values) as DirectFunction;
  }

  private translation(graph: FunctionGraph, name: string) {
    return translate(graph, name, this.machine.limit, (word, effect) => `D[${this.slotOf(word, effect)}]`);
  }

  private slotOf(word: number, effect: Effect): number {
    const key = `${word}:${effectKey(effect)}`;
    let slot = this.slots.get(key);
    if (slot === undefined) {
      checkEffect(effect);
      slot = this.runtime.D.length;
      this.slots.set(key, slot);
      const { cellIn, cellOut, floatIn, floatOut } = effect;
      this.callers[word] ??= new Map();
      this.callers[word].set(slot, { cellIn, cellOut, floatIn, floatOut });
      this.runtime.D.push(this.bridges.direct(effect, word));
    }
    return slot;
  }

  /** Runs a word whose static version lacks arguments or room. */
  private readonly refused = (word: number): void => {
    const { context } = this.machine;
    if ((context[Context.dataDepth] as number) > Capacity.data)
      throw this.machine.fault(ThrowCodes.stackOverflow);
    if ((context[Context.floatDepth] as number) > Capacity.float) {
      throw this.machine.fault(ThrowCodes.floatStackOverflow);
    }
    this.host.dynamicVersion(word)();
  };
}

function checkEffect({ cellIn, cellOut, floatIn, floatOut }: Effect): void {
  if (Math.max(cellIn, cellOut) > MAX_EFFECT || Math.max(floatIn, floatOut) > MAX_FLOAT_EFFECT) {
    throw new InternalError(
      `a word takes or gives more than ${MAX_EFFECT} cells or ${MAX_FLOAT_EFFECT} floats`,
    );
  }
}
