/** Requests to the backend in a WebAssembly module (plugins-src/portable/portable_backend.zig). */
import { ABI_VERSION, GenerateRequest } from "../abi/bindings.ts";
import type { GenerateChannel } from "./native_backend/generator.ts";
import type { PortableModule } from "./portable_module.ts";

const WORD_BYTES = 4;

export class PortableGenerateRequest implements GenerateChannel {
  readonly fields = new Uint32Array(GenerateRequest.WORDS);
  output = new Uint32Array(0);
  readonly #arrays = new Map<number, Uint32Array>();

  constructor(private readonly module: PortableModule) {
    this.fields[GenerateRequest.structSize] = GenerateRequest.BYTES;
    this.fields[GenerateRequest.abiVersion] = ABI_VERSION;
  }

  name(field: number, array: Uint32Array): void {
    this.#arrays.set(field, array);
  }

  /** @throws StageFailure */
  ask(): number {
    const names = [...this.#arrays.keys()];
    const describe = (fields: Uint32Array, addresses: readonly number[]) => {
      fields.set(this.fields);
      for (const [at, field] of names.entries()) fields[field] = addresses[at] as number;
    };
    const arrays = [...this.#arrays.values()];
    return this.module.ask("generate_code", GenerateRequest, arrays, describe, (answer) => {
      for (const field of [GenerateRequest.errorRule, GenerateRequest.errorAt])
        this.fields[field] = answer.fields[field] as number;
      // The request counts its output in bytes.
      const length = answer.fields[GenerateRequest.outputLength] as number;
      this.output = answer.output.slice(0, Math.ceil(length / WORD_BYTES));
      return answer.status;
    });
  }
}
