/** The body interpreter in the runtime library (plugins-src/runtime/interpreter.zig), for one machine. */
import { ptr } from "bun:ffi";
import { Interpretation } from "../abi/bindings.ts";
import type { NativeInterpreter } from "../interpreter/body_interpreter.ts";
import { Capacity, type Machine } from "../machine/machine.ts";
import { runtimeIfThere } from "../plugins/runtime_library.ts";
import { setAddress } from "./native_request.ts";

/** Undefined where there is no runtime library, or the machine's storage has no addresses. */
export function nativeInterpreter(machine: Machine): NativeInterpreter | undefined {
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
  const address = ptr(state);
  return {
    state,
    run: () => library.ff_interpret(address),
    show: (field, array) => setAddress(state, field, ptr(array)),
    showCode({ enter, noCode, catchCode }) {
      setAddress(state, Interpretation.enter, enter);
      setAddress(state, Interpretation.noCode, noCode);
      setAddress(state, Interpretation.catchCode, catchCode);
    },
  };
}
