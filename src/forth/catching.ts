/**
 * What a CATCH finds again of what neither lies on the stacks nor in the machine's context, and what it keeps of what it
 * ends: a program may CATCH, clean up, and THROW on. The report says where and why the first THROW was made, so THROW of the
 * code that was caught last goes on from there.
 */
import { toForthThrow } from "../machine/backtrace.ts";
import { ForthExit, ForthQuit, type ForthThrow, type ThrowCode } from "../machine/exceptions.ts";
import type { Place } from "../machine/place.ts";
import type { Session } from "./session.ts";
import type { Source } from "./source.ts";

/** Steps of a recursion that are kept. */
const MOST_STEPS = 200;

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

/** What THROW makes of a code: the THROW that was caught last goes on when the code is its own. */
export function throwOn(session: Session, code: ThrowCode): ForthThrow | undefined {
  const { lastCaught, machine } = session;
  if (lastCaught?.code !== code) return undefined;
  // A file word has failed in the same way since.
  const { lastRefusal } = session;
  if (lastRefusal?.ior === code && lastRefusal !== session.refusalAtCatch) return undefined;
  return machine.faultAgain(lastCaught);
}

/**
 * Keeps what a CATCH is about to end; call it before that.
 * @param activations how many there were at the CATCH
 * @param source what was interpreted at the CATCH
 */
function keepEnded(session: Session, thrown: ForthThrow, activations: number, source: Source): void {
  session.lastCaught = thrown;
  session.refusalAtCatch = session.lastRefusal;
  if (thrown.trace === undefined) return;
  thrown.ended = {
    interpreted: session.compiler.activations(activations, MOST_STEPS),
    sources: session.source === source ? [] : placesWithin(session, source),
  };
}

/** Where the sources within one are, innermost first. */
function placesWithin(session: Session, outermost: Source): Place[] {
  const places: Place[] = [];
  for (const source of session.sources) {
    if (source === outermost) break;
    if (source.end > 0) places.push(session.positions.placeOf(source));
  }
  return places;
}
