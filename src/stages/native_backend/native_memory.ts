/**
 * The memory that native code works in, from the runtime library (plugins-src/runtime/native_memory.zig): a data space
 * that no address can leave, stacks with guards, and code memory at two addresses.
 */
import { type FFIFunction, type Library, type Pointer, ptr, toArrayBuffer } from "bun:ffi";
import { Capacity, type MachineStorage } from "../../forth/machine.ts";
import { embeddedLibrary } from "../../plugins/embedded.ts";
import { PluginError } from "../../plugins/errors.ts";

const runtimeSymbols = {
  ff_runtime_version: { args: [], returns: "u32" },
  ff_native_open: { args: ["ptr"], returns: "i32" },
  ff_native_close: { args: ["ptr"], returns: "void" },
  ff_native_watch: { args: ["ptr"], returns: "i32" },
  ff_native_select: { args: ["u64"], returns: "i32" },
  ff_cpu_features: { args: [], returns: "u32" },
} as const satisfies Record<string, FFIFunction>;

/** The version of the library's functions that this file calls. */
const runtimeVersion = 2;

/** The fields of `NativeMemory` in native_memory.zig, a u64 each. */
const Field = {
  limit: 0,
  dataStackSize: 1,
  returnStackSize: 2,
  floatStackSize: 3,
  nativeStackSize: 4,
  codeSize: 5,
  tableSize: 6,
  dataSpace: 7,
  dataStack: 8,
  returnStack: 9,
  floatStack: 10,
  nativeStack: 11,
  codeWritable: 12,
  code: 13,
  table: 14,
  faultEntry: 15,
  faultRecord: 16,
  COUNT: 17,
} as const;

/** Bytes that are reserved; pages are only taken from the system when touched. */
const NATIVE_STACK_SIZE = 16 * 2 ** 20;
const CODE_SIZE = 128 * 2 ** 20;
const TABLE_SIZE = 64 * 2 ** 20;
/** Below the native stack: an access there is its overflow. */
const NATIVE_GUARD = 2 ** 20;

const CELL = 8;

type RuntimeLibrary = Library<typeof runtimeSymbols>["symbols"];

let library: RuntimeLibrary | undefined;
/** The memory whose data space this thread's native code works on. */
let selected: NativeMemory | undefined;

/** @throws PluginError when the runtime library is missing, damaged, or does not serve this platform */
function openLibrary(): RuntimeLibrary {
  if (library !== undefined) return library;
  const symbols = embeddedLibrary("runtime")?.open(runtimeSymbols).symbols;
  if (symbols === undefined) throw new PluginError("open", "runtime", "there is none in this executable");
  const version = symbols.ff_runtime_version();
  if (version !== runtimeVersion)
    throw new PluginError("version", "runtime", `its version is ${version}, not ${runtimeVersion}`);
  library = symbols;
  return symbols;
}

/** Memory of one machine with native code. */
export class NativeMemory implements MachineStorage {
  readonly dataSpace: ArrayBuffer;
  readonly dataStack: Int32Array;
  readonly returnStack: Int32Array;
  readonly floatStack: Float64Array;
  /** The code as it is written; it runs at `codeAddress`. */
  readonly code: Uint8Array;
  /** Addresses that code reads, as halves. */
  readonly table: Uint32Array;
  /** The native stack, as halves of 64-bit words. */
  readonly nativeStack: Uint32Array;
  private readonly library: RuntimeLibrary;
  private readonly record = new BigUint64Array(Field.COUNT);

  /**
   * @param limit bytes of data space; rounded up to pages
   * @throws PluginError where there is no native code, or the system refuses the memory
   */
  constructor(limit: number) {
    this.library = openLibrary();
    const { record } = this;
    record[Field.limit] = BigInt(limit);
    record[Field.dataStackSize] = BigInt(CELL * (Capacity.data + Capacity.dataGuard));
    record[Field.returnStackSize] = BigInt(CELL * (Capacity.return + Capacity.returnGuard));
    record[Field.floatStackSize] = BigInt(CELL * (Capacity.float + Capacity.floatGuard));
    record[Field.nativeStackSize] = BigInt(NATIVE_STACK_SIZE);
    record[Field.codeSize] = BigInt(CODE_SIZE);
    record[Field.tableSize] = BigInt(TABLE_SIZE);
    if (this.library.ff_native_open(ptr(record)) !== 0)
      throw new PluginError("platform", "runtime", "the system gives no memory for native code");
    this.dataSpace = this.buffer(Field.dataSpace, this.limit);
    this.dataStack = new Int32Array(this.buffer(Field.dataStack, this.address(Field.dataStackSize)));
    this.returnStack = new Int32Array(this.buffer(Field.returnStack, this.address(Field.returnStackSize)));
    this.floatStack = new Float64Array(this.buffer(Field.floatStack, this.address(Field.floatStackSize)));
    this.nativeStack = new Uint32Array(this.buffer(Field.nativeStack, NATIVE_STACK_SIZE));
    this.code = new Uint8Array(this.buffer(Field.codeWritable, CODE_SIZE));
    this.table = new Uint32Array(this.buffer(Field.table, TABLE_SIZE));
  }

  private address(field: number): number {
    return Number(this.record[field]);
  }

  private buffer(field: number, size: number): ArrayBuffer {
    return toArrayBuffer(this.address(field) as Pointer, 0, size);
  }

  get limit(): number {
    return this.address(Field.limit);
  }

  get dataSpaceAddress(): number {
    return this.address(Field.dataSpace);
  }

  get dataStackAddress(): number {
    return this.address(Field.dataStack);
  }

  get returnStackAddress(): number {
    return this.address(Field.returnStack);
  }

  get floatStackAddress(): number {
    return this.address(Field.floatStack);
  }

  /** Lowest usable address of the native stack. */
  get nativeStackAddress(): number {
    return this.address(Field.nativeStack);
  }

  get nativeStackTop(): number {
    return this.nativeStackAddress + NATIVE_STACK_SIZE;
  }

  /** Where the code runs. */
  get codeAddress(): number {
    return this.address(Field.code);
  }

  get tableAddress(): number {
    return this.address(Field.table);
  }

  get cpuFeatures(): number {
    return this.library.ff_cpu_features();
  }

  /** Whether an address is in the guard that the native stack overflows into. */
  isBelowNativeStack(address: number): boolean {
    return address < this.nativeStackAddress && address >= this.nativeStackAddress - NATIVE_GUARD;
  }

  /**
   * From now on faults of the code go on at `entry`, with what happened in two u64 at `record`.
   * @throws PluginError when the system or too many machines stand in the way
   */
  watch(entry: number, record: number): void {
    this.record[Field.faultEntry] = BigInt(entry);
    this.record[Field.faultRecord] = BigInt(record);
    if (this.library.ff_native_watch(ptr(this.record)) !== 0)
      throw new PluginError("platform", "runtime", "the system lets nobody handle faults");
  }

  /** Makes the data space the one that code of this thread works on. */
  select(): void {
    if (selected === this) return;
    this.library.ff_native_select(this.record[Field.dataSpace] as bigint);
    selected = this;
  }

  /** Gives the memory back. The machine and its code must not be used any more. */
  close(): void {
    if (selected === this) selected = undefined;
    this.library.ff_native_close(ptr(this.record));
  }
}
