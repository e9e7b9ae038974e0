/** Positions in ForthIR and code as places in source text, for people. */
import { FunctionHeader, INLINED_POSITION } from "../abi/bindings.ts";
import type { Session } from "../forth/session.ts";
import { framesAt, inlineSitesOf } from "../ir/inline_sites.ts";
import { FunctionView } from "../ir/view.ts";
import type { Place } from "../machine/place.ts";

/** A place without its line's text, and the source text there: a Forth word. */
interface Spot extends Omit<Place, "lineText"> {
  readonly token: string;
}

/** Where an instruction comes from. */
export interface Origin {
  readonly spot: Spot;
  /** The words that were inlined around it, innermost first, each with the place of its call. */
  readonly inlined: readonly { readonly word: string; readonly calledAt: Spot | undefined }[];
}

/** The places of a session's positions. Each is looked for once, which takes as long as its source is. */
export class Spots {
  private readonly known = new Map<number, Spot | undefined>();

  constructor(readonly session: Session) {}

  /** Undefined for position 0, and for what has no source. */
  at(position: number): Spot | undefined {
    if (!this.known.has(position)) {
      const place = this.session.positions.place(position);
      const { name, line, column } = place ?? { name: "", line: 0, column: 0 };
      this.known.set(position, place && { name, line, column, token: tokenAt(place) });
    }
    return this.known.get(position);
  }
}

/** Finds the origin of positions of one function. */
export class Origins {
  private readonly word: number;
  private readonly sites: Uint32Array | undefined;

  /** @param ir the function, whose inline sites the positions are about */
  constructor(
    private readonly spots: Spots,
    ir: Uint32Array,
  ) {
    this.word = ir[FunctionHeader.word] as number;
    this.sites = inlineSitesOf(new FunctionView(ir));
  }

  /** The position in source text that a position of the function stands for; 0 when there is none. */
  source(position: number): number {
    const frames = framesAt(this.word, position, this.sites);
    return frames.find((frame) => isInSource(frame.position))?.position ?? 0;
  }

  /** Undefined for position 0, and for what has no source. */
  origin(position: number): Origin | undefined {
    const { spots } = this;
    const frames = framesAt(this.word, position, this.sites);
    const known = frames.findIndex((frame) => isInSource(frame.position));
    const spot = spots.at(frames[known]?.position ?? 0);
    if (spot === undefined) return undefined;
    const inlined = frames.slice(known, -1).map(({ word }, index) => ({
      word: spots.session.dictionary.word(word)?.displayName ?? `word ${word}`,
      calledAt: spots.at(frames[known + index + 1]?.position ?? 0),
    }));
    return { spot, inlined };
  }

  /**
   * An origin in a few words: `3:12 dup`, and for an inlined word also how it came there.
   * @param here the name of the source that goes without saying
   */
  describe(position: number, here: string | undefined): string {
    const origin = this.origin(position);
    if (origin === undefined) return "";
    const calls = origin.inlined.map(({ word, calledAt }) => {
      return ` in ${word}${calledAt === undefined ? "" : `, called at ${coordinates(calledAt, here)}`}`;
    });
    return `${coordinates(origin.spot, here)} ${origin.spot.token}${calls.join("")}`;
  }
}

const isInSource = (position: number): boolean => position !== 0 && position < INLINED_POSITION;

/** `line:column`, behind the name of the source unless that goes without saying. */
function coordinates(spot: Spot, here: string | undefined): string {
  return `${spot.name === here ? "" : `${spot.name}:`}${spot.line}:${spot.column}`;
}

function tokenAt(place: Place): string {
  return /^\S*/.exec([...place.lineText].slice(place.column - 1).join(""))?.[0] ?? "";
}
