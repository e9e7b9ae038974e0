/** The body interpreter in the runtime library (plugins-src/runtime/interpreter.zig), for one machine. */

import { Interpretation } from "../abi/bindings.ts";
import type { NativeInterpreter } from "../interpreter/body_interpreter.ts";
import { ptr } from "../machine/foreign.ts";
import { Capacity, type Machine } from "../machine/machine.ts";
import { runtimeIfThere } from "../plugins/runtime_library.ts";
import { setAddress } from "./native_request.ts";
import type { BackendHost } from "./pipeline.ts";

const late = () => require("./interpreter_functions.ts") as typeof import("./interpreter_functions.ts");

/** In the place of a function: see Interpretation. */
const NO_FUNCTION = 1;

/** Undefined where there is no runtime library, or the machine's storage has no addresses. */
export function nativeInterpreter(
  machine: Machine,
  { runtimeWords }: BackendHost,
): NativeInterpreter | undefined {
  const { addresses } = machine.storage;
  const library = runtimeIfThere();
  if (addresses === undefined || library === undefined) return undefined;
  const state = new Int32Array(new ArrayBuffer(Interpretation.BYTES));
  setAddress(state, Interpretation.context, ptr(machine.context));
  setAddress(state, Interpretation.dataSpace, addresses.dataSpace);
  setAddress(state, Interpretation.dataStack, addresses.dataStack);
  setAddress(state, Interpretation.floatStack, addresses.floatStack);
  state[Interpretation.dataCapacity] = Capacity.data;
  state[Interpretation.floatCapacity] = Capacity.float;
  const functions = new Uint32Array(new ArrayBuffer(4 * ((runtimeWords?.count ?? 0) + 1)));
  setAddress(state, Interpretation.functions, ptr(functions));
  state[Interpretation.functionCount] = functions.length;
  const address = ptr(state);
  return {
    state,
    isCalled(word) {
      if (functions[word] !== 0 || runtimeWords === undefined) return;
      functions[word] = late().functionOf(machine, runtimeWords, runtimeWords.nameOf(word)) ?? NO_FUNCTION;
    },
    run: () => library.ff_interpret(address),
    show: (field, array) => setAddress(state, field, ptr(array)),
    showCode({ enter, noCode, catchCode }) {
      setAddress(state, Interpretation.enter, enter);
      setAddress(state, Interpretation.noCode, noCode);
      setAddress(state, Interpretation.catchCode, catchCode);
    },
  };
}
