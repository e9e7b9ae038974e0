/** The body interpreter in the runtime library (plugins-src/runtime/interpreter.zig), for one machine. */
import { ptr } from "bun:ffi";
import { Interpretation } from "../abi/bindings.ts";
import type { NativeInterpreter } from "../interpreter/body_interpreter.ts";
import { Capacity, type Machine } from "../machine/machine.ts";
import { PluginError } from "../plugins/errors.ts";
import { type RuntimeFunctions, runtimeFunctions } from "../plugins/runtime_library.ts";

const TWO_32 = 2 ** 32;

/** Undefined where there is no runtime library, or the machine's storage has no addresses. */
export function nativeInterpreter(machine: Machine): NativeInterpreter | undefined {
  const { addresses } = machine.storage;
  const library = loaded();
  if (addresses === undefined || library === undefined) return undefined;
  const state = new Int32Array(new ArrayBuffer(Interpretation.BYTES));
  const setAddress = (field: number, address: number) => {
    state[field] = address;
    state[field + 1] = Math.floor(address / TWO_32);
  };
  setAddress(Interpretation.context, ptr(machine.context));
  setAddress(Interpretation.dataSpace, addresses.dataSpace);
  setAddress(Interpretation.dataStack, addresses.dataStack);
  setAddress(Interpretation.floatStack, addresses.floatStack);
  state[Interpretation.dataCapacity] = Capacity.data;
  state[Interpretation.floatCapacity] = Capacity.float;
  const address = ptr(state);
  return {
    state,
    run: () => library.ff_interpret(address),
    show: (field, array) => setAddress(field, ptr(array)),
  };
}

function loaded(): RuntimeFunctions | undefined {
  try {
    return runtimeFunctions();
  } catch (error) {
    if (error instanceof PluginError) return undefined;
    throw error;
  }
}
