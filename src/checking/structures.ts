/** Control structures while a definition is compiled: where each was opened, and what a closing word that does not fit means. */
import type { Definition } from "../forth/definition.ts";
import { structureWords } from "../reference/word_syntax.ts";

type ControlEntry = Definition["control"][number];

/** Where a structure was opened. */
export interface Opening {
  readonly word: string;
  readonly offset: number;
  readonly file: Uint8Array;
}

export class Structures {
  private readonly openings = new WeakMap<ControlEntry, Opening>();
  /** The control-flow stack before the word that runs. */
  private before: readonly ControlEntry[] = [];

  /** Remembers what is open before a word runs. */
  remember(definition: Definition | undefined): void {
    this.before =
      definition === undefined || definition.control.length === 0 ? [] : definition.control.slice();
  }

  /** Notes that what a word has opened was opened there. */
  note(definition: Definition | undefined, opening: () => Opening): void {
    if (definition === undefined) return;
    for (const entry of definition.control)
      if (!this.openings.has(entry)) this.openings.set(entry, opening());
  }

  /** What is open where the definition ends with a word; it is taken to be closed from now on. */
  closeAll(definition: Definition, word: string): Opening[] {
    if (definition.control.length === 0 || structureWords.get(word)?.closes !== "definition") return [];
    const open = definition.control.filter(({ kind }) => kind !== "try");
    const tries = definition.control.filter(({ kind }) => kind === "try");
    definition.control.length = 0;
    definition.control.push(...tries);
    return this.openingsOf(open);
  }

  /**
   * What keeps a closing word that has failed from its own structure; it is taken to be closed, so that the word can run
   * again. Undefined when the word has no structure.
   */
  closeInner(definition: Definition, word: string): Opening[] | undefined {
    const { control } = definition;
    control.length = 0;
    control.push(...this.before);
    const kind = structureWords.get(word)?.closes;
    const own = kind === undefined ? -1 : control.findLastIndex((entry) => entry.kind === kind);
    if (own < 0 || own === control.length - 1) return undefined;
    return this.openingsOf(control.splice(own + 1));
  }

  private openingsOf(entries: readonly ControlEntry[]): Opening[] {
    const found = new Map<number, Opening>();
    for (const entry of entries) {
      const opening = this.openings.get(entry);
      if (opening !== undefined) found.set(opening.offset, opening);
    }
    return [...found.values()];
  }
}
