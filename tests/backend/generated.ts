import type { BackendStage } from "../../src/stages/pipeline.ts";

/** What a backend makes of a function that it must not decline. */
export function generated(backend: BackendStage, ir: Uint32Array): () => void {
  const entry = backend.generate(ir);
  if (entry === undefined) throw new Error("the backend declines");
  return entry;
}
