/** Why a library is not used; each fault is one check that failed. */
export type PluginFault =
  /** There are more or fewer bytes than its manifest says. */
  | "length"
  /** The bytes are not the ones that its manifest names. */
  | "hash"
  /** It is made for another operating system or processor. */
  | "platform"
  /** Its file is not there. */
  | "missing"
  /** The operating system did not give its bytes, or takes them nowhere. */
  | "system"
  /** The operating system's loader refused it. */
  | "open"
  /** It does not export a function that it has to. */
  | "symbol"
  /** It implements another stage than the one asked for. */
  | "stage"
  /** Its version is not a semantic version, or not in the accepted range. */
  | "version"
  /** It speaks another version of the stage ABI. */
  | "abi"
  /** Its structs are laid out differently. */
  | "layout"
  /** The process that it was tried in died. */
  | "crash"
  /** It did not come to an end when it was tried. */
  | "hang"
  /** It gave other answers than the built-in when it was tried. */
  | "answers"
  /** It could not be tried. */
  | "check";

/** A library that is not used. The message names it, says what was expected, and what was there instead. */
export class PluginError extends Error {
  override readonly name = "PluginError";

  constructor(
    readonly fault: PluginFault,
    readonly library: string,
    /** What was expected and what was there instead: a sentence about `it`, without its full stop. */
    readonly detail: string,
    options?: ErrorOptions,
    /** What the reader can do now, as a sentence. */
    readonly advice?: string,
  ) {
    super(`The library ${library} is not used: ${detail}`, options);
  }
}
