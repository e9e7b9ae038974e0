/** Positions in ForthIR and code as places in source text, for people. */
import { FunctionHeader, INLINED_POSITION } from "../abi/bindings.ts";
import type { Place } from "../forth/positions.ts";
import type { Session } from "../forth/session.ts";
import { FunctionView } from "../ir/view.ts";
import { framesAt, inlineSitesOf } from "../stages/inline_sites.ts";

/** Where an instruction comes from. */
export interface Origin {
  readonly place: Place;
  /** The source text there: a Forth word. */
  readonly token: string;
  /** The words that were inlined around it, innermost first, each with the place of its call. */
  readonly inlined: readonly { readonly word: string; readonly calledAt: Place | undefined }[];
}

/** Finds the origin of positions of one function. */
export class Origins {
  private readonly word: number;
  private readonly sites: Uint32Array | undefined;

  /** @param ir the function, whose inline sites the positions are about */
  constructor(
    private readonly session: Session,
    ir: Uint32Array,
  ) {
    this.word = ir[FunctionHeader.word] as number;
    this.sites = inlineSitesOf(new FunctionView(ir));
  }

  /** Undefined for position 0, and for what has no source. */
  origin(position: number): Origin | undefined {
    const { session } = this;
    const frames = framesAt(this.word, position, this.sites);
    const known = frames.findIndex((frame) => frame.position !== 0 && frame.position < INLINED_POSITION);
    const place = session.positions.place(frames[known]?.position ?? 0);
    if (place === undefined) return undefined;
    const inlined = frames.slice(known, -1).map(({ word }, index) => ({
      word: session.dictionary.word(word)?.displayName ?? `word ${word}`,
      calledAt: session.positions.place(frames[known + index + 1]?.position ?? 0),
    }));
    return { place, token: tokenAt(place), inlined };
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
    return `${coordinates(origin.place, here)} ${origin.token}${calls.join("")}`;
  }
}

/** `line:column`, behind the name of the source unless that goes without saying. */
export function coordinates(place: Place, here: string | undefined): string {
  return `${place.name === here ? "" : `${place.name}:`}${place.line}:${place.column}`;
}

function tokenAt(place: Place): string {
  return /^\S*/.exec([...place.lineText].slice(place.column - 1).join(""))?.[0] ?? "";
}
