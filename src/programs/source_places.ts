/** Where code is in the source, each place looked up once: much code is of few places. */
import { INLINED_POSITION, InlineSite } from "../abi/bindings.ts";
import type { Session } from "../forth/session.ts";
import type { DebugPlace } from "../linking/dwarf/description.ts";
import type { Place } from "../machine/place.ts";
import type { PlacedWordCode } from "./program_code.ts";

/** A place in a word, and the one that the word was called from whose code stands in the place of that call. */
export class SourceSite implements DebugPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;

  constructor(
    /** From 0, in the order in which they were asked for. */
    readonly number: number,
    readonly word: number,
    /** Of the word. */
    readonly name: string,
    readonly place: Place,
    readonly caller: SourceSite | undefined,
  ) {
    this.file = place.name;
    this.line = place.line;
    this.column = place.column;
  }
}

/** Sites of a code. */
interface KnownSites {
  /** By the number of an InlineSite; null for one that no source has. */
  readonly inlined: (SourceSite | null | undefined)[];
}

export class SourcePlaces {
  readonly #places = new Map<number, Place | undefined>();
  readonly #names = new Map<number, string>();
  /** By position, of words that are not inlined there: most are of one word alone. */
  readonly #plain = new Map<number, SourceSite>();
  readonly #known = new Map<PlacedWordCode, KnownSites>();
  #count = 0;

  constructor(private readonly session: Session) {}

  /** The place that a position in code stands for; undefined when no source has it. Of the same position, the same one. */
  siteAt(code: PlacedWordCode, position: number): SourceSite | undefined {
    if (position < INLINED_POSITION) return this.#plainSite(code.word, position);
    let known = this.#known.get(code);
    if (known === undefined) {
      known = { inlined: new Array((code.inlineSites?.length ?? 0) / InlineSite.WORDS) };
      this.#known.set(code, known);
    }
    return this.#inlinedSite(code, known.inlined, position - INLINED_POSITION);
  }

  #inlinedSite(code: PlacedWordCode, known: KnownSites["inlined"], number: number): SourceSite | undefined {
    const sites = code.inlineSites;
    const at = number * InlineSite.WORDS;
    if (sites === undefined || at + InlineSite.WORDS > sites.length) return undefined;
    const before = known[number];
    if (before !== undefined) return before ?? undefined;
    const outer = sites[at + InlineSite.caller] as number;
    let caller: SourceSite | undefined;
    if (outer < INLINED_POSITION) caller = this.#plainSite(code.word, outer);
    // A caller's site comes before: a table that says otherwise would have no end.
    else if (outer - INLINED_POSITION < number)
      caller = this.#inlinedSite(code, known, outer - INLINED_POSITION);
    const place = this.placeOf(sites[at + InlineSite.position] as number);
    // What no source has belongs to where it was called.
    const site =
      place === undefined ? caller : this.#siteOf(sites[at + InlineSite.word] as number, place, caller);
    known[number] = site ?? null;
    return site;
  }

  #plainSite(word: number, position: number): SourceSite | undefined {
    const known = this.#plain.get(position);
    if (known?.word === word) return known;
    const place = this.placeOf(position);
    if (place === undefined) return undefined;
    const site = this.#siteOf(word, place, undefined);
    this.#plain.set(position, site);
    return site;
  }

  #siteOf(word: number, place: Place, caller: SourceSite | undefined): SourceSite {
    return new SourceSite(this.#count++, word, this.nameOf(word), place, caller);
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
