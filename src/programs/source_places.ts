/** Where code is in the source, each place looked up once: much code is of few places. */
import type { Session } from "../forth/session.ts";
import { framesAt } from "../ir/inline_sites.ts";
import type { Place } from "../machine/place.ts";
import type { PlacedWordCode } from "./program_code.ts";

/** A word, and the place in it. */
interface SourceFrame {
  readonly name: string;
  readonly place: Place;
}

export class SourcePlaces {
  readonly #places = new Map<number, Place | undefined>();
  readonly #names = new Map<number, string>();
  /** By position, for each code. */
  readonly #frames = new Map<PlacedWordCode, Map<number, readonly SourceFrame[]>>();

  constructor(private readonly session: Session) {}

  /**
   * The frames that a position in code stands for, innermost first, as far as a source has them: of the same position,
   * the same array.
   */
  framesAt(code: PlacedWordCode, position: number): readonly SourceFrame[] {
    let known = this.#frames.get(code);
    if (known === undefined) {
      known = new Map();
      this.#frames.set(code, known);
    }
    let frames = known.get(position);
    if (frames === undefined) {
      frames = this.#framesAt(code, position);
      known.set(position, frames);
    }
    return frames;
  }

  #framesAt({ word, inlineSites }: PlacedWordCode, position: number): readonly SourceFrame[] {
    const frames: SourceFrame[] = [];
    for (const frame of framesAt(word, position, inlineSites)) {
      const place = this.placeOf(frame.position);
      if (place !== undefined) frames.push({ name: this.nameOf(frame.word), place });
    }
    return frames;
  }

  placeOf(position: number): Place | undefined {
    let place = this.#places.get(position);
    if (place === undefined && !this.#places.has(position)) {
      place = this.session.positions.place(position);
      this.#places.set(position, place);
    }
    return place;
  }

  /** The display name of a word. */
  nameOf(word: number): string {
    let name = this.#names.get(word);
    if (name === undefined) {
      name = this.session.dictionary.word(word)?.displayName || "<noname>";
      this.#names.set(word, name);
    }
    return name;
  }
}
