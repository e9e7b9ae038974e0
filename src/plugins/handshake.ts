// The first words between the host and a stage library: both must mean the same by every struct before any
// pointer crosses.

import type { FFIFunction, Library } from "bun:ffi";
import { ABI_VERSION, LAYOUT_HASH } from "../abi/bindings.ts";
import type { StageName } from "../abi/stage_names.ts";
import { PluginError } from "./errors.ts";
import type { VerifiedLibrary } from "./verified_load.ts";

/** Every stage library exports these beside its entry points. */
const handshakeSymbols = {
  ff_abi_version: { args: [], returns: "u32" },
  ff_layout_hash: { args: [], returns: "u64" },
  ff_stage_name: { args: [], returns: "cstring" },
  ff_stage_version: { args: [], returns: "cstring" },
} as const satisfies Record<string, FFIFunction>;

type HandshakeSymbols = typeof handshakeSymbols;

/** What a stage library has to answer. */
export interface ExpectedStage {
  readonly stage: StageName;
  /** A range of semantic versions, such as `^1.2.0`; without one, every version will do. */
  readonly versionRange?: string;
}

/** A loaded stage library that speaks this executable's ABI. */
interface StageLibrary<Symbols extends Record<string, FFIFunction>> {
  readonly stage: StageName;
  /** The semantic version that the library gives itself. */
  readonly version: string;
  readonly symbols: Library<Symbols>["symbols"];
  /** Unloads the library. No call may be inside it, now or later. */
  close(): void;
}

/**
 * Loads a verified stage library and asks it what it is. A library that gives a wrong answer is unloaded again,
 * and none of its entry points is called.
 * @param entryPoints the functions of the stage
 * @throws PluginError "open", "symbol", "abi", "layout", "stage", or "version"
 */
export function openStage<Symbols extends Record<string, FFIFunction>>(
  verified: VerifiedLibrary,
  expected: ExpectedStage,
  entryPoints: Symbols,
): StageLibrary<Symbols> {
  const library = verified.open({ ...entryPoints, ...handshakeSymbols });
  try {
    const version = shakeHands(verified.name, library as unknown as Library<HandshakeSymbols>, expected);
    const symbols = library.symbols as unknown as Library<Symbols>["symbols"];
    return { stage: expected.stage, version, symbols, close: () => library.close() };
  } catch (error) {
    library.close();
    throw error;
  }
}

/** Compares the library's answers with this executable's bindings. @returns the library's version */
function shakeHands(name: string, library: Library<HandshakeSymbols>, expected: ExpectedStage): string {
  const { ff_abi_version, ff_layout_hash, ff_stage_name, ff_stage_version } = library.symbols;
  const abi = ff_abi_version();
  if (abi !== ABI_VERSION) {
    throw new PluginError(
      "abi",
      name,
      `it speaks version ${abi} of the stage ABI, this executable ${ABI_VERSION}`,
    );
  }
  const layout = BigInt.asUintN(64, ff_layout_hash());
  if (layout !== LAYOUT_HASH) {
    const hashes = `${layout.toString(16)} instead of ${LAYOUT_HASH.toString(16)}`;
    throw new PluginError("layout", name, `the hash of its structs is ${hashes}`);
  }
  const stage = ff_stage_name();
  if (stage !== expected.stage) {
    throw new PluginError("stage", name, `it is the stage ${stage} instead of ${expected.stage}`);
  }
  const version = ff_stage_version() ?? "";
  const range = expected.versionRange ?? "*";
  if (!Bun.semver.satisfies(version, range)) {
    throw new PluginError("version", name, `its version ${version} is not in ${range}`);
  }
  return version;
}
