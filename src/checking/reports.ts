/** What is reported while a program is loaded, and where that is. */
import type { Session } from "../forth/session.ts";
import type { Diagnostic, SourceRange } from "./diagnostic.ts";
import { type RuleName, rules, type Severity } from "./rules.ts";
import { SourceText } from "./source_file.ts";

/** More about a report. */
interface Details {
  readonly severity?: Severity | undefined;
  readonly hint?: string | undefined;
  readonly related?: Diagnostic["related"];
}

interface TextPlace {
  readonly text: SourceText;
  readonly offset: number;
  readonly length: number;
}

export class Reports {
  /** The texts of the program's files, by their bytes. */
  readonly texts = new Map<Uint8Array, SourceText>();
  readonly diagnostics: Diagnostic[] = [];

  constructor(private readonly session: Session) {}

  addText(path: string, bytes: Uint8Array): void {
    this.texts.set(bytes, new SourceText(path, bytes));
  }

  /** Where in the program's files it is interpreted now, through EVALUATE and libraries of the system. */
  placeNow(): TextPlace | undefined {
    for (const { bytes, tokenStart, tokenEnd } of this.session.sources) {
      const text = this.texts.get(bytes);
      if (text !== undefined) return { text, offset: tokenStart, length: Math.max(tokenEnd - tokenStart, 1) };
    }
    return undefined;
  }

  rangeNow(): SourceRange | undefined {
    const place = this.placeNow();
    return place?.text.range(place.offset, place.length);
  }

  /** The range of a position of a body; of what is interpreted now, when the position is in no file. */
  rangeAt(position: number): SourceRange | undefined {
    const place = this.placeAt(position);
    return place === undefined ? this.rangeNow() : place.text.range(place.offset);
  }

  /** Where in the program's files a position is. */
  placeAt(position: number): Pick<TextPlace, "text" | "offset"> | undefined {
    const found = this.session.positions.sourceOf(position);
    const text = found && this.texts.get(found.bytes);
    return found === undefined || text === undefined ? undefined : { text, offset: found.offset };
  }

  /** Does nothing when the place is not known: it is not in the program's files then. */
  report(rule: RuleName, range: SourceRange | undefined, message: string, details: Details = {}): void {
    if (range === undefined) return;
    const { severity = rules[rule].severity, hint, related = [] } = details;
    this.diagnostics.push({ rule, severity, message, range, related, hint });
  }
}
