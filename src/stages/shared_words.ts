/**
 * What words work on that the runtime library does without the host: output, heap and variables, looked up names and open
 * files. Native code and the native interpreter find them in the machine's context.
 */

import { ExecutionContext } from "../abi/bindings.ts";
import { ptr } from "../machine/foreign.ts";
import type { Machine } from "../machine/machine.ts";
import { runtimeFunctions } from "../plugins/runtime_library.ts";
import { floatWords } from "./native_backend/float_functions.ts";
import { LIBRARY_FUNCTIONS } from "./native_backend/library_words.ts";
import { setAddress } from "./native_request.ts";
import type { RuntimeWords } from "./pipeline.ts";

/** Addresses by LibraryFunction and, behind these, those of functions of floats, as long as their machine is there. */
const tables = new WeakMap<Machine, BigUint64Array>();

/** Shares output and heap with the runtime library, and with it what is in the library. Once is enough. */
export function shareOutput(machine: Machine, { output, heap }: RuntimeWords): void {
  const { context } = machine;
  const { addresses } = machine.storage;
  if (tables.has(machine) || addresses === undefined) return;
  setAddress(context, ExecutionContext.dataSpace, addresses.dataSpace);
  setAddress(context, ExecutionContext.output, ptr(output.buffer));
  output.shareThrough({
    words: context,
    length: ExecutionContext.outputLength,
    capacity: ExecutionContext.outputCapacity,
    isFirst: ExecutionContext.outputIsStandard,
  });
  setAddress(context, ExecutionContext.heap, ptr(heap));
  const table = new BigUint64Array(new ArrayBuffer(8 * (LIBRARY_FUNCTIONS + floatWords.length)));
  tables.set(machine, table);
  const address = ptr(table);
  runtimeFunctions().ff_library(address, table.length);
  setAddress(context, ExecutionContext.library, address);
  setAddress(context, ExecutionContext.floatFunctions, address + 8 * LIBRARY_FUNCTIONS);
}

/** Shares also names and open files, which from now on tell what they are. */
export function shareAll(machine: Machine, words: RuntimeWords): void {
  const { context } = machine;
  shareOutput(machine, words);
  if (context[ExecutionContext.files] !== 0 || context[ExecutionContext.files + 1] !== 0) return;
  const { names, files } = words;
  names.begin(ptr(names.generation), (words) => setAddress(context, ExecutionContext.names, ptr(words)));
  files.begin((buffer) => ptr(buffer));
  setAddress(context, ExecutionContext.files, ptr(files.words));
}
