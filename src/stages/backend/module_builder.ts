/** Builds one WebAssembly module: types and imports on demand, functions, exports (Core Specification, 5.5). */
import { ByteWriter } from "./byte_writer.ts";
import { F64, I32, I64 } from "./opcodes.ts";

/** A function type: parameters, then results. Equal types have one object. */
export interface FunctionType {
  readonly parameters: readonly number[];
  readonly results: readonly number[];
  readonly key: string;
}

const types = new Map<string, FunctionType>();

/** The type with these value types, e.g. "IIi>I": I is i64, i is i32, F is f64. */
export function functionType(text: string): FunctionType {
  let type = types.get(text);
  if (type === undefined) {
    const [parameters = "", results = ""] = text.split(">");
    const letters = (list: string): number[] => Array.from(list, (letter) => valueTypes[letter] as number);
    type = { parameters: letters(parameters), results: letters(results), key: text };
    types.set(text, type);
  }
  return type;
}

const valueTypes: Readonly<Record<string, number>> = { I: I64, i: I32, F: F64 };

const FUNCTION = 0;
const TABLE = 1;
const MEMORY = 2;
const FUNCREF = 0x70;

export class ModuleBuilder {
  private readonly types = new Map<string, number>();
  private readonly typeList: FunctionType[] = [];
  private readonly imports = new Map<string, number>();
  private readonly importTypes: number[] = [];
  private readonly functions: { type: number; code: ByteWriter }[] = [];
  private readonly exports: [string, number][] = [];

  constructor(private readonly pages: number) {}

  type(type: FunctionType): number {
    let index = this.types.get(type.key);
    if (index === undefined) {
      index = this.typeList.length;
      this.types.set(type.key, index);
      this.typeList.push(type);
    }
    return index;
  }

  /** The index of an imported function. All are asked for before the index of a function of the module's own. */
  import(name: string, type: FunctionType): number {
    let index = this.imports.get(name);
    if (index === undefined) {
      index = this.importTypes.length;
      this.imports.set(name, index);
      this.importTypes.push(this.type(type));
    }
    return index;
  }

  /** Names of the imported functions, by number. */
  importNames(): string[] {
    return [...this.imports.keys()];
  }

  /** Adds a function; its index counts from the last import. @param code locals and instructions */
  add(name: string, type: FunctionType, code: ByteWriter): void {
    this.exports.push([name, this.functions.length]);
    this.functions.push({ type: this.type(type), code });
  }

  /** The index of the function that was added as this one, when all imports are known. */
  own(number: number): number {
    return this.importTypes.length + number;
  }

  /** @param tables names of the imported tables, in order */
  bytes(tables: readonly string[]): Uint8Array<ArrayBuffer> {
    const out = new ByteWriter(1024);
    for (const byte of [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]) out.byte(byte);
    const section = new ByteWriter(512);
    const finish = (id: number): void => {
      out.byte(id);
      out.sized(section);
      section.clear();
    };
    section.unsigned(this.typeList.length);
    for (const { parameters, results } of this.typeList) {
      section.byte(0x60);
      section.unsigned(parameters.length);
      for (const type of parameters) section.byte(type);
      section.unsigned(results.length);
      for (const type of results) section.byte(type);
    }
    finish(1);
    section.unsigned(this.imports.size + 1 + tables.length);
    for (const [name, index] of this.imports) {
      importName(section, name);
      section.byte(FUNCTION);
      section.unsigned(this.importTypes[index] as number);
    }
    importName(section, "M");
    section.byte(MEMORY);
    section.byte(1);
    section.unsigned(this.pages);
    section.unsigned(this.pages);
    for (const name of tables) {
      importName(section, name);
      section.byte(TABLE);
      section.byte(FUNCREF);
      section.byte(0);
      section.unsigned(0);
    }
    finish(2);
    section.unsigned(this.functions.length);
    for (const { type } of this.functions) section.unsigned(type);
    finish(3);
    section.unsigned(this.exports.length);
    for (const [name, number] of this.exports) {
      text(section, name);
      section.byte(FUNCTION);
      section.unsigned(this.own(number));
    }
    finish(7);
    section.unsigned(this.functions.length);
    for (const { code } of this.functions) section.sized(code);
    finish(10);
    return out.bytes.subarray(0, out.length);
  }
}

function importName(section: ByteWriter, name: string): void {
  section.byte(1);
  section.byte(0x65);
  text(section, name);
}

/** Names are ASCII. */
function text(writer: ByteWriter, value: string): void {
  writer.unsigned(value.length);
  for (let i = 0; i < value.length; i++) writer.byte(value.charCodeAt(i));
}
