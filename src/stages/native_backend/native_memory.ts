/**
 * The memory that native code works in: the machine's storage, where that is reserved (src/machine/reserved_storage.ts),
 * and from the runtime library (plugins-src/runtime/native_memory.zig) a native stack and code memory at two addresses.
 */

import { NativeMemory as Layout, RuntimeAnswer } from "../../abi/bindings.ts";
import { ptr } from "../../machine/foreign.ts";
import type { MachineStorage } from "../../machine/machine.ts";
import { PluginError } from "../../plugins/errors.ts";
import { type RuntimeFunctions, runtimeFunctions } from "../../plugins/runtime_library.ts";
import { GrowingStackView, GrowingView } from "./growing_view.ts";

type Field = Exclude<keyof typeof Layout, "BYTES" | "LONGS">;

/** Bytes that are reserved; pages are only taken from the system when touched. */
const NATIVE_STACK_SIZE = 16 * 2 ** 20;
const CODE_SIZE = 128 * 2 ** 20;
/** Of the table of addresses that code reads. */
export const TABLE_SIZE = 64 * 2 ** 20;
/** Below the native stack: an access there is its overflow. */
const NATIVE_GUARD = 2 ** 20;

/** The flag's memory must stay as long as the timer writes to it. */
const lookTimers = new Map<NativeMemory, { timer: number; flag: Int32Array<SharedArrayBuffer> }>();

/** The memory whose data space this thread's native code works on. */
let selected: NativeMemory | undefined;

/** Which instructions code may use beyond those that every processor has. @throws PluginError as NativeMemory */
export const cpuFeatures = (): number => runtimeFunctions().ff_cpu_features();

/** Memory of one machine with native code. */
export class NativeMemory {
  /** The code as it is written; it runs at `codeAddress`. */
  private readonly code: GrowingView;
  readonly nativeStack: GrowingStackView;
  readonly dataSpaceAddress: number;
  readonly dataStackAddress: number;
  readonly returnStackAddress: number;
  readonly floatStackAddress: number;
  /** Lowest usable address of the native stack. */
  readonly nativeStackAddress: number;
  readonly nativeStackTop: number;
  /** Where the code runs. */
  readonly codeAddress: number;
  readonly tableAddress: number;
  private readonly library: RuntimeFunctions;
  private readonly record = new BigUint64Array(Layout.LONGS);

  /**
   * @throws PluginError where there is no native code, or the system refuses the memory
   */
  constructor(storage: MachineStorage, codeSize = CODE_SIZE) {
    if (storage.addresses === undefined)
      throw new PluginError("platform", "runtime", "the system gives no memory that native code can work on");
    const { dataSpace, dataStack, returnStack, floatStack } = storage.addresses;
    this.dataSpaceAddress = dataSpace;
    this.dataStackAddress = dataStack;
    this.returnStackAddress = returnStack;
    this.floatStackAddress = floatStack;
    this.library = runtimeFunctions();
    const { record } = this;
    record[Layout.dataSpace] = BigInt(dataSpace);
    record[Layout.nativeStackSize] = BigInt(NATIVE_STACK_SIZE);
    record[Layout.codeSize] = BigInt(codeSize);
    record[Layout.tableSize] = BigInt(TABLE_SIZE);
    if (this.library.ff_native_open(ptr(record)) !== RuntimeAnswer.ok)
      throw new PluginError("platform", "runtime", "the system gives no memory for native code");
    try {
      // A sandbox may refuse it: better now than in the middle of a program.
      this.select();
    } catch (error) {
      this.library.ff_native_close(ptr(record));
      throw error;
    }
    this.nativeStackAddress = this.address("nativeStack");
    this.nativeStackTop = this.nativeStackAddress + NATIVE_STACK_SIZE;
    this.codeAddress = this.address("code");
    this.tableAddress = this.address("table");
    this.nativeStack = new GrowingStackView(this.nativeStackTop, NATIVE_STACK_SIZE);
    this.code = new GrowingView(this.address("codeWritable"), codeSize);
  }

  /** Bytes of code that there is room for. */
  get codeSize(): number {
    return this.code.size;
  }

  private address(field: Field): number {
    return Number(this.record[Layout[field]]);
  }

  /** Whether an address is in the guard that the native stack overflows into. */
  isBelowNativeStack(address: number): boolean {
    return address < this.nativeStackAddress && address >= this.nativeStackAddress - NATIVE_GUARD;
  }

  /**
   * From now on faults of the code go on at `entry`, with what happened in two u64 at `record`.
   * @throws PluginError, with the memory given back, when the system or too many machines stand in the way
   */
  watch(entry: number, record: number): void {
    this.record[Layout.faultEntry] = BigInt(entry);
    this.record[Layout.faultRecord] = BigInt(record);
    if (this.library.ff_native_watch(ptr(this.record)) === RuntimeAnswer.ok) return;
    this.close();
    throw new PluginError("platform", "runtime", "the system lets nobody handle faults");
  }

  /** Writes code, which may run from now on. @param offset in the code memory */
  write(code: Uint8Array, offset: number): void {
    this.code.bytes(offset + code.length).set(code, offset);
    if (process.arch !== "arm64") return;
    // Its instruction caches do not see what is written.
    const written = this.address("codeWritable") + offset;
    this.library.ff_native_publish(BigInt(written), BigInt(this.codeAddress + offset), BigInt(code.length));
  }

  /** From now on the flag asks for a look after so many milliseconds of this thread's computing each, until `close`. */
  startLooking(flag: Int32Array<SharedArrayBuffer>, milliseconds: number): void {
    const timer = this.library.ff_look_start(ptr(flag), milliseconds);
    if (timer >= 0) lookTimers.set(this, { timer, flag });
  }

  /** Makes the data space the one that code of this thread works on. @throws PluginError when the system refuses */
  select(): void {
    if (selected === this) return;
    if (this.library.ff_native_select(this.record[Layout.dataSpace] as bigint) !== RuntimeAnswer.ok)
      throw new PluginError(
        "platform",
        "runtime",
        "the system does not let native code reach its data space",
      );
    selected = this;
  }

  /** Gives the memory back, other than the machine's own. No code may run any more. */
  close(): void {
    if (selected === this) selected = undefined;
    const look = lookTimers.get(this);
    if (look !== undefined) this.library.ff_look_stop(look.timer);
    lookTimers.delete(this);
    this.library.ff_native_close(ptr(this.record));
  }
}
