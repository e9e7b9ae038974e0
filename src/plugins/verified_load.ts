// What was verified is what is loaded: the bytes are copied once, checked, and that copy goes to the operating
// system's loader through a file that nobody else can change, under a path that was never used before.

import type { FFIFunction, Library } from "bun:ffi";
import { dlopen } from "../machine/foreign.ts";
import { PluginError } from "./errors.ts";
import { checkLibraryFormat } from "./library_format.ts";
import type { LoadableFile } from "./loadable_file.ts";
import { openPrivateFile } from "./private_file.ts";
import { openSealedMemory } from "./sealed_memory.ts";

/** What a signed manifest, or the executable itself, says about a library's bytes. */
export interface ExpectedBytes {
  readonly byteLength: number;
  /** SHA-256, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

/**
 * The bytes of a library that passed every check. There is no other way to `open` a library, so none is loaded
 * unverified: a damaged one may end the process inside the loader.
 */
export class VerifiedLibrary {
  readonly #bytes: Uint8Array;

  private constructor(
    /** What messages call the library. */
    readonly name: string,
    bytes: Uint8Array,
    /** SHA-256 of its bytes. */
    readonly sha256: string,
  ) {
    this.#bytes = bytes;
  }

  get byteLength(): number {
    return this.#bytes.length;
  }

  /** A copy of its bytes, which may be changed without harm. */
  copyBytes(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#bytes);
  }

  /** A library that nobody has said anything about: it is its own manifest. @throws PluginError "platform" */
  static unsigned(name: string, bytes: Uint8Array): VerifiedLibrary {
    const copy = new Uint8Array(bytes);
    const sha256 = new Bun.CryptoHasher("sha256").update(copy).digest("hex");
    checkLibraryFormat(name, copy);
    return new VerifiedLibrary(name, copy, sha256);
  }

  /**
   * Checks bytes against what they are expected to be. Later changes of `bytes` have no effect.
   * @throws PluginError "length", "hash", or "platform"
   */
  static verify(name: string, bytes: Uint8Array, expected: ExpectedBytes): VerifiedLibrary {
    // Not slice: a copy of shared memory must be memory of our own.
    return VerifiedLibrary.verifyOwn(name, new Uint8Array(bytes), expected);
  }

  /** The same for bytes that nobody else has: they are not copied. */
  static verifyOwn(name: string, bytes: Uint8Array, expected: ExpectedBytes): VerifiedLibrary {
    if (bytes.length !== expected.byteLength) {
      throw new PluginError("length", name, `it has ${bytes.length} bytes instead of ${expected.byteLength}`);
    }
    const sha256 = new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
    if (sha256 !== expected.sha256) {
      throw new PluginError("hash", name, `its SHA-256 is ${sha256} instead of ${expected.sha256}`);
    }
    checkLibraryFormat(name, bytes);
    return new VerifiedLibrary(name, bytes, sha256);
  }

  /**
   * Loads the library. Each call makes a handle of its own, with its own variables; `close()` of the result unloads it.
   * @param symbols the functions that it must export
   * @throws PluginError "symbol", "open" or "system"
   */
  open<Symbols extends Record<string, FFIFunction>>(symbols: Symbols): Library<Symbols> {
    const file = this.#loadableFile();
    try {
      return dlopen(file.path, symbols);
    } catch (error) {
      throw this.#explain(error, Object.keys(symbols));
    } finally {
      file.dispose();
    }
  }

  /** @throws PluginError "system" when the system takes the bytes nowhere: then the next best implementation serves */
  #loadableFile(): LoadableFile {
    try {
      return openSealedMemory(this.#bytes) ?? openPrivateFile(this.#bytes);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new PluginError("system", this.name, `no file for it can be written: ${message}`, {
        cause: error,
      });
    }
  }

  /** The loader's message names the symbol that it did not find, and otherwise says what it dislikes. */
  #explain(error: unknown, symbols: readonly string[]): PluginError {
    const message = error instanceof Error ? error.message : String(error);
    const missing = symbols.find((symbol) => message.includes(`"${symbol}"`));
    return missing === undefined
      ? new PluginError("open", this.name, message, { cause: error })
      : new PluginError("symbol", this.name, `it does not export ${missing}`, { cause: error });
  }
}
