/** What a CATCH finds again of what neither lies on the stacks nor in the machine's context. */
import { toForthThrow } from "../machine/backtrace.ts";
import { ForthExit, ForthQuit, type ForthThrow } from "../machine/exceptions.ts";
import type { Session } from "./session.ts";
import { keepEnded } from "./thrown_on.ts";

export class CatchMark {
  private readonly source;
  private readonly activations;

  constructor(private readonly session: Session) {
    this.source = session.sources.save();
    this.activations = session.compiler.activationDepth;
  }

  /**
   * What a CATCH takes of something thrown, after going back to where things were. The program's end, QUIT and the time
   * limit are not THROWs: they are thrown on.
   */
  caught(error: unknown): ForthThrow {
    if (error instanceof ForthExit || error instanceof ForthQuit) throw error;
    const thrown = toForthThrow(error);
    const { session } = this;
    keepEnded(session, thrown, this.activations, this.source.source);
    session.text.forgetOperands();
    session.compiler.activationDepth = this.activations;
    session.sources.restore(this.source);
    return thrown;
  }
}
