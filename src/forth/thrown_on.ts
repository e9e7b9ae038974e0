/**
 * THROWs that a program throws on: CATCH, clean up, THROW. What the report says is where and why the first one was made, so
 * CATCH keeps what it ends of that, and THROW of the code that was caught last goes on from there.
 */
import type { ForthThrow, ThrowCode } from "../machine/exceptions.ts";
import type { Place } from "../machine/place.ts";
import type { Session } from "./session.ts";
import type { Source } from "./source.ts";

/** Steps of a recursion that are kept. */
const MOST_STEPS = 200;

/**
 * Keeps what a CATCH is about to end; call it before that.
 * @param activations how many there were at the CATCH
 * @param source what was interpreted at the CATCH
 */
export function keepEnded(session: Session, thrown: ForthThrow, activations: number, source: Source): void {
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

/** What THROW makes of a code: the THROW that was caught last goes on when the code is its own. */
export function throwOn(session: Session, code: ThrowCode): ForthThrow | undefined {
  const { lastCaught, machine } = session;
  if (lastCaught?.code !== code) return undefined;
  // A file word has failed in the same way since.
  const { lastRefusal } = session;
  if (lastRefusal?.ior === code && lastRefusal !== session.refusalAtCatch) return undefined;
  return machine.faultAgain(lastCaught);
}
