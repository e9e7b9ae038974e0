// Where the files of releases come from: a server, a folder, an archive. None of them is trusted: whoever reads checks
// signatures and hashes. What a source has to do is give the bytes of a file, within limits, or say why it cannot.

/** Bounds of one file. */
export interface ReadLimits {
  /** More bytes than this are never taken. */
  readonly maximumBytes: number;
  /** The length that a signed file names. A file of another length is refused before it is read to its end. */
  readonly size?: number;
  /** Milliseconds that it may take in all. */
  readonly totalTimeout: number;
}

/** Called as bytes come in, with how many there are now. A second try begins again at 0. */
export type Progress = (receivedBytes: number) => void;

export interface ReleaseSource {
  /** What messages call it: an address without passwords, or a path. */
  readonly name: string;
  /**
   * Reads a whole file.
   * @param path relative, such as `v1.0.1/parser-linux-x64.so.zst`, of the scheme in layout.ts
   * @throws UpdateError "missing" when there is none; "size", "network", "timeout", "http", "redirect", "offline"
   */
  read(path: string, limits: ReadLimits, progress?: Progress): Promise<Uint8Array>;
}
