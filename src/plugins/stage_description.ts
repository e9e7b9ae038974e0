/**
 * What the plugin manager tells about the stages, for people (`fastforth plugins`, `--version --json`) and scripts.
 *
 *     describeStages()  (manager.ts)  gives one StageDescription a stage, in the order of the pipeline
 *
 * A stage's implementation is the first of these that works: one that was loaded by hand, the installed one, the
 * embedded one, the built-in. `passedOver` says of each better one that was there why it is not used.
 */
import type { StageName } from "../abi/stage_names.ts";

/**
 * Where an implementation comes from: `loaded` by hand in this process, `installed` by an update, `embedded` in the
 * executable, or `built-in`, which is always there.
 */
export type StageSource = "loaded" | "installed" | "embedded" | "built-in";

/**
 * Who vouches for a library's bytes: a release key whose signature was verified, or the executable that they came with;
 * `unsigned` for what was loaded by hand. The built-in is part of the executable.
 */
export type SignatureState = "release key" | "executable" | "unsigned";

export interface StageDescription {
  readonly stage: StageName;
  readonly source: StageSource;
  /** Semantic version; the executable's for the built-in. */
  readonly version: string;
  /** The stage ABI that it speaks. */
  readonly abi: number;
  /** Of the library; undefined for the built-in. */
  readonly byteLength: number | undefined;
  /** SHA-256 of the library, 64 lower-case hexadecimal digits; undefined for the built-in. */
  readonly sha256: string | undefined;
  readonly signature: SignatureState;
  /** Better ones that were there, best first. */
  readonly passedOver: readonly PassedOver[];
}

/** An implementation that was there but is not used. */
export interface PassedOver {
  readonly source: StageSource;
  /** Undefined when it could not even be asked. */
  readonly version: string | undefined;
  /** A sentence without its full stop, such as `its SHA-256 is … instead of …`. */
  readonly reason: string;
}
