/**
 * The functions of the stages as one thread calls them: each call goes to the library that is in the stage's slot when it
 * begins, and keeps that library open until it ends. Between two calls the slot may change.
 */
import type { FFIFunction, Pointer } from "bun:ffi";
import { Status } from "../abi/bindings.ts";
import type { StageName } from "../abi/stage_names.ts";
import { functionAt, textAt } from "../machine/foreign.ts";
import { type StageSlots, slotOf } from "./slots.ts";

/** The functions of each stage's library, the entry point first. */
export const stageFunctions = {
  parser: { parse_forth: { args: ["ptr"], returns: "u32" } },
  compiler: { compile_to_ir: { args: ["ptr"], returns: "u32" } },
  optimizer: {
    optimize_ir: { args: ["ptr"], returns: "u32" },
    ff_pass_name: { args: ["u32"], returns: "ptr" },
  },
  backend: { generate_code: { args: ["ptr"], returns: "u32" } },
} as const satisfies Record<StageName, Record<string, FFIFunction>>;

/** Where one thread says which library it is inside. It is inside at most one, since no stage calls another. */
export class ThreadPlace {
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #announced: number;

  /** @throws SlotError when too many threads have one */
  constructor(readonly slots: StageSlots) {
    this.#words = slots.words;
    this.#announced = slots.join();
  }

  /** Enters the library of a slot: it stays open until `leave`. @returns its serial number; 0 when there is none */
  enter(slot: number): number {
    const words = this.#words;
    for (;;) {
      const serial = Atomics.load(words, slot);
      Atomics.store(words, this.#announced, serial);
      if (Atomics.load(words, slot) === serial) return serial;
    }
  }

  /** The word in which it says so: its place in the memory of the slots. */
  get announcement(): { readonly words: Int32Array<SharedArrayBuffer>; readonly index: number } {
    return { words: this.#words, index: this.#announced };
  }

  leave(): void {
    Atomics.store(this.#words, this.#announced, 0);
  }

  /** See StageSlots. */
  giveUp(): void {
    this.slots.giveUp(this.#announced);
  }
}

type NativeFunction = ((argument: number) => number) & { close(): void };

/** A function of a stage, through its slot. An instance belongs to one thread. */
class SlotFunction {
  readonly #place: ThreadPlace;
  readonly #slots: StageSlots;
  readonly #slot: number;
  #serial = 0;
  #function: NativeFunction | undefined;

  constructor(
    place: ThreadPlace,
    stage: StageName,
    private readonly number: number,
    private readonly type: FFIFunction,
  ) {
    this.#place = place;
    this.#slots = place.slots;
    this.#slot = slotOf(stage);
  }

  /** Gives `otherwise` when the slot is empty. @param read makes of the answer what must not outlive the call */
  call<Result>(argument: number, read: (answer: number) => Result, otherwise: Result): Result {
    const serial = this.#place.enter(this.#slot);
    try {
      if (serial === 0) return otherwise;
      if (serial !== this.#serial) this.#use(serial);
      return read((this.#function as NativeFunction)(argument));
    } finally {
      this.#place.leave();
    }
  }

  #use(serial: number): void {
    this.#function?.close();
    this.#function = functionAt({
      ...this.type,
      ptr: this.#slots.address(serial, this.number) as Pointer,
    }) as unknown as NativeFunction;
    this.#serial = serial;
  }
}

/** What the wrappers of the four native stages take for a library. */
export interface StageFunctions {
  readonly parser: { parse_forth: (request: Pointer) => number };
  readonly compiler: { compile_to_ir: (request: Pointer) => number };
  readonly optimizer: {
    optimize_ir: (request: Pointer) => number;
    ff_pass_name: (number: number) => string | null;
  };
  readonly backend: { generate_code: (request: Pointer) => number };
}

/** Those of the libraries in the slots. A stage whose slot is empty declines every request. */
export class StageCalls implements StageFunctions {
  readonly parser: StageFunctions["parser"];
  readonly compiler: StageFunctions["compiler"];
  readonly optimizer: StageFunctions["optimizer"];
  readonly backend: StageFunctions["backend"];

  /**
   * @param onFault is told when a library answers with what no library in order answers; the request counts as declined.
   *   No thread of ours is inside the library then, so that it can be replaced.
   */
  constructor(
    readonly place: ThreadPlace,
    private readonly onFault: (stage: StageName, status: number) => void = () => {},
  ) {
    const entry = (stage: StageName) => this.#entryPoint(stage);
    this.parser = { parse_forth: entry("parser") };
    this.compiler = { compile_to_ir: entry("compiler") };
    this.optimizer = { optimize_ir: entry("optimizer"), ff_pass_name: this.#passName() };
    this.backend = { generate_code: entry("backend") };
  }

  #entryPoint(stage: StageName): (request: Pointer) => number {
    const entry = new SlotFunction(this.place, stage, 0, { args: ["ptr"], returns: "u32" });
    const same = (answer: number) => answer;
    return (request) => {
      const status = entry.call(request, same, Status.declined);
      if (isOrderly(status)) return status;
      this.onFault(stage, status);
      return Status.declined;
    };
  }

  #passName(): (number: number) => string | null {
    const name = new SlotFunction(this.place, "optimizer", 1, stageFunctions.optimizer.ff_pass_name);
    // The engine gives null for a null pointer.
    const text = (address: number | null) => (address === null || address === 0 ? null : textAt(address));
    return (number) => name.call<string | null>(number, text, null);
  }
}

/** What a library answers to a request in order; requests of this host are. */
export function isOrderly(status: number): boolean {
  return status !== Status.badRequest && status !== Status.invalidIr && status <= Status.invalidBody;
}
