/** A build or a release that does not come about: its message is all that a person needs to see. */
export class BuildError extends Error {
  override readonly name = "BuildError";
}
