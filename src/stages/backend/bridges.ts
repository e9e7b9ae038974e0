/** Between the two ways to call a word: on the in-memory stacks, and directly with arguments and results as values. */
import { Capacity } from "../../machine/machine.ts";
import { ByteWriter } from "./byte_writer.ts";
import { memoryType, WORD_TABLE } from "./function_writer.ts";
import type { Effect } from "./graph.ts";
import type { Layout } from "./layout.ts";
import { functionType, type ModuleBuilder } from "./module_builder.ts";
import { F64, I32, I64, NO_RESULT, W } from "./opcodes.ts";

class BridgeWriter {
  readonly code = new ByteWriter(256);

  constructor(private readonly layout: Layout) {}

  local(instruction: number, index: number): void {
    this.code.byte(instruction);
    this.code.unsigned(index);
  }

  const32(value: number): void {
    this.code.byte(W.i32_const);
    this.code.signed(value);
  }

  memory(instruction: number, alignment: number, offset: number): void {
    this.code.byte(instruction);
    this.code.unsigned(alignment);
    this.code.unsigned(offset);
  }

  loadShared(address: number, local: number): void {
    this.const32(0);
    this.memory(W.i32_load, 2, address);
    this.local(W.local_set, local);
  }

  /** Stores the depth in a local, moved by so many items. */
  storeShared(address: number, local: number, by: number): void {
    this.const32(0);
    this.local(W.local_get, local);
    this.const32(by);
    this.code.byte(W.i32_add);
    this.memory(W.i32_store, 2, address);
  }

  /** The local's depth as an offset in bytes, in the same local. */
  scale(local: number): void {
    this.local(W.local_get, local);
    this.const32(3);
    this.code.byte(W.i32_shl);
    this.local(W.local_set, local);
  }

  /** The depth below the arguments, in a local; and on the stack, whether that is none or too much. */
  takeDepth(address: number, local: number, count: number, capacity: number): void {
    this.const32(0);
    this.memory(W.i32_load, 2, address);
    this.const32(count);
    this.code.byte(W.i32_sub);
    this.local(W.local_tee, local);
    this.const32(capacity - count);
    this.code.byte(W.i32_gt_u);
  }

  /** Stores results from locals in their stack. @param place the local with the scaled depth below them */
  storeResults(place: number, isFloat: boolean, first: number, count: number): void {
    if (count === 0) return;
    for (let k = 0; k < count; k++) {
      this.local(W.local_get, place);
      this.local(W.local_get, first + k);
      this.item(place, false, isFloat, k);
    }
    this.const32(0);
    this.local(W.local_get, place);
    this.const32(3);
    this.code.byte(W.i32_shr_u);
    this.const32(count);
    this.code.byte(W.i32_add);
    this.memory(W.i32_store, 2, isFloat ? this.layout.floatDepth : this.layout.dataDepth);
  }

  /** Loads or stores an item at a scaled depth; the address of a store is on the stack already. */
  item(local: number, isLoad: boolean, isFloat: boolean, index: number): void {
    const stack = isFloat ? this.layout.floatStack : this.layout.dataStack;
    if (isLoad) this.local(W.local_get, local);
    const load = isFloat ? W.f64_load : W.i64_load;
    const store = isFloat ? W.f64_store : W.i64_store;
    this.memory(isLoad ? load : store, 3, stack + 8 * index);
  }
}

/**
 * Runs a direct function, the module's own number 0, on the stacks: execution token, place in the trail. With too few
 * arguments, or a stack that is too full, it asks the host to run the word in another way.
 */
export function memoryEntry(effect: Effect, layout: Layout, module: ModuleBuilder): ByteWriter {
  const { cellIn, cellOut, floatIn, floatOut } = effect;
  const refused = module.import("refused", functionType("ii>"));
  const w = new BridgeWriter(layout);
  const { code } = w;
  // Locals: 2 and 3 the depths of the stacks, then the results.
  code.byte(3);
  code.byte(2);
  code.byte(I32);
  code.unsigned(cellOut);
  code.byte(I64);
  code.unsigned(floatOut);
  code.byte(F64);
  w.takeDepth(layout.dataDepth, 2, cellIn, Capacity.data);
  w.takeDepth(layout.floatDepth, 3, floatIn, Capacity.float);
  code.byte(W.i32_or);
  w.local(W.if, NO_RESULT);
  w.local(W.local_get, 0);
  w.local(W.local_get, 1);
  w.local(W.call, refused);
  code.byte(W.return);
  code.byte(W.end);
  if (cellIn > 0) w.storeShared(layout.dataDepth, 2, 0);
  if (floatIn > 0) w.storeShared(layout.floatDepth, 3, 0);
  w.scale(2);
  w.scale(3);
  for (let k = 0; k < cellIn; k++) w.item(2, true, false, k);
  for (let k = 0; k < floatIn; k++) w.item(3, true, true, k);
  w.local(W.local_get, 1);
  w.local(W.call, module.own(0));
  for (let k = cellOut + floatOut - 1; k >= 0; k--) w.local(W.local_set, 4 + k);
  w.storeResults(2, false, 4, cellOut);
  w.storeResults(3, true, 4 + cellOut, floatOut);
  code.byte(W.end);
  return code;
}

/** A direct function that stores its arguments, calls the word through the word table and gives the results it finds. */
export function wordStub(effect: Effect, word: number, layout: Layout, module: ModuleBuilder): ByteWriter {
  const { cellIn, cellOut, floatIn, floatOut } = effect;
  const w = new BridgeWriter(layout);
  const { code } = w;
  const trail = cellIn + floatIn;
  const data = trail + 1;
  const float = trail + 2;
  code.byte(1);
  code.byte(2);
  code.byte(I32);
  const load = (): void => {
    w.loadShared(layout.dataDepth, data);
    w.loadShared(layout.floatDepth, float);
  };
  load();
  if (cellIn > 0) w.storeShared(layout.dataDepth, data, cellIn);
  if (floatIn > 0) w.storeShared(layout.floatDepth, float, floatIn);
  w.scale(data);
  w.scale(float);
  for (let k = 0; k < cellIn; k++) {
    w.local(W.local_get, data);
    w.local(W.local_get, k);
    w.item(data, false, false, k);
  }
  for (let k = 0; k < floatIn; k++) {
    w.local(W.local_get, float);
    w.local(W.local_get, cellIn + k);
    w.item(float, false, true, k);
  }
  w.const32(word);
  w.local(W.local_get, trail);
  w.const32(word);
  code.byte(W.call_indirect);
  code.unsigned(module.type(memoryType));
  code.unsigned(WORD_TABLE);
  load();
  if (cellOut > 0) w.storeShared(layout.dataDepth, data, -cellOut);
  if (floatOut > 0) w.storeShared(layout.floatDepth, float, -floatOut);
  w.scale(data);
  w.scale(float);
  for (let k = 0; k < cellOut; k++) w.item(data, true, false, k - cellOut);
  for (let k = 0; k < floatOut; k++) w.item(float, true, true, k - floatOut);
  code.byte(W.end);
  return code;
}
