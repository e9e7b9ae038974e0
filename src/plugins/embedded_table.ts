/** A library inside the executable: where its bytes are, and what they must be. */
export interface EmbeddedLibrary {
  /** What the library implements: a stage's name, or `runtime`. */
  readonly name: string;
  /** The path, inside the executable, of the bytes as compressed by zstd, perhaps together with others. */
  readonly file: string;
  /** Of the library itself. */
  readonly byteLength: number;
  /** SHA-256 of the library, as lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** The build puts the real table here; run from source, there is none and libraries come from `dist/plugins`. */
export const embeddedTable: readonly EmbeddedLibrary[] = [];
