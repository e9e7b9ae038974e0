/** A file that holds a library's bytes for as long as it takes to load them. */
export interface LoadableFile {
  readonly path: string;
  /** Gives the file up; a library that was loaded from it stays. */
  dispose(): void;
}
