/** A file among the packages of a release. */
export interface PackageFile {
  /** Below the folder of the packages, with slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
}
