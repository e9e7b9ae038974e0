/** Help inside a session: about words, topics and errors; where a word is defined and used. The names are gforth's. */

import { runCommand } from "../forth/commands.ts";
import { type HostWord, host, type Word } from "../forth/dictionary.ts";
import { excerpt } from "../forth/report.ts";
import type { Session } from "../forth/session.ts";
import { visibleNames } from "../forth/visible_names.ts";
import { seeWord } from "../inspection/word_definition.ts";
import { environment } from "../machine/environment.ts";
import type { Place } from "../machine/place.ts";
import { bytesOf, textOf } from "../machine/system_text.ts";
import { type Asker, apropos, help } from "../reference/help.ts";
import { usableWidth } from "../reference/layout.ts";
import { looseUsesOf } from "../reference/loose_uses.ts";
import { describeProgramWord, inferredEffect, type ProgramWord, usesOf } from "../reference/program_word.ts";
import type { WordRow } from "../reference/word_page.ts";

/** Longer sources are shown by SEE alone. */
const SHOWN_SOURCE_LINES = 12;
/** Lines of the source around a place. */
const LINES_BEFORE = 2;
const LINES_BEHIND = 8;

export function helpWords(session: Session): HostWord[] {
  const show = (text: string) => session.display.show(`\n${text}`);
  return [
    host("help", "--", () => show(help(restOfLine(session), askerIn(session)).text)),
    host("apropos", "--", () => show(apropos(restOfLine(session), askerIn(session)).text)),
    host("locate", "--", () => show(locate(session, session.parseWord()))),
    host("where", "--", () => show(where(session, session.parseWord()))),
    host("edit", "--", () => edit(session, session.parseWord())),
  ];
}

function restOfLine(session: Session): string {
  const { sources, source } = session;
  const { lineEnd } = source;
  const start = sources.parsePosition;
  sources.parsePosition = lineEnd;
  return textOf(source.bytes.subarray(start, lineEnd));
}

/** Somebody who works in a session: its words come before the system's. */
function askerIn(session: Session): Asker {
  const { paint, columns } = session.display;
  return {
    paint,
    columns,
    ownPage: (name) => {
      const word = findText(session, name);
      return word === undefined || session.isSystemWord(word) ? undefined : ownPage(session, word);
    },
    ownRows: (text) => ownRows(session, text.toLowerCase()),
    get ownNames() {
      return [...visibleNames(session)];
    },
  };
}

function findText(session: Session, name: string): Word | undefined {
  const bytes = bytesOf(name);
  return session.search.find(bytes, 0, bytes.length);
}

function ownPage(session: Session, word: Word): string {
  const { paint, columns } = session.display;
  const described = describeProgramWord(session, word);
  const effect = described.effect === undefined ? "" : ` ( ${described.effect} )`;
  const head = `${described.name}${effect}`;
  const place = described.place === undefined ? "" : placeText(described.place);
  const gap = " ".repeat(Math.max(2, usableWidth(columns) - head.length - place.length));
  const lines = [`${paint.strong(head)}${place === "" ? "" : gap + paint.dim(place)}`];
  for (const line of described.comment) lines.push(`  ${line}`);
  const source = seeWord(session, word).trimEnd().split("\n");
  if (source.length <= SHOWN_SOURCE_LINES) lines.push("", ...source.map((line) => `    ${line}`));
  else lines.push("", `    see ${described.name} shows its ${source.length} lines`);
  lines.push("", `  ${paint.dim(factsOf(session, word, described))}`);
  return `${lines.join("\n")}\n`;
}

function factsOf(session: Session, word: Word, { kind }: ProgramWord): string {
  const uses = usesOf(session, word).length;
  const used =
    uses === 0 ? "" : `; used in ${uses} ${uses === 1 ? "place" : "places"} (where ${word.displayName})`;
  if (kind !== "a definition") return kind + used;
  const effect = inferredEffect(session, word);
  return `${kind}; stack effect as compiled: ${effect ?? "not the same on all paths"}${used}`;
}

function ownRows(session: Session, text: string): WordRow[] {
  const rows: WordRow[] = [];
  for (const word of session.dictionary.newestFirst()) {
    if (session.isSystemWord(word)) break;
    if (word.hidden || word.name === "") continue;
    const { name, effect, comment, kind } = describeProgramWord(session, word);
    const about = comment.join(" ") || kind;
    if (`${name} ${about}`.toLowerCase().includes(text))
      rows.push([name, effect === undefined ? "" : `( ${effect} )`, about]);
  }
  return rows;
}

const placeText = ({ name, line, column }: Place): string => `${name}:${line}:${column}`;

/** LOCATE: the source around a word's definition. */
function locate(session: Session, word: Word): string {
  const { paint } = session.display;
  const place = session.positions.place(word.position);
  const source = session.positions.sourceOf(word.position);
  if (place === undefined || source === undefined) return `${seeWord(session, word)}`;
  const lines = textOf(source.bytes).split("\n");
  const at = place.line - source.firstLine;
  const first = Math.max(0, at - LINES_BEFORE);
  const shown = lines.slice(first, at + LINES_BEHIND + 1).map((line, index) => {
    const number = String(source.firstLine + first + index).padStart(5);
    return `${paint.dim(number)}  ${first + index === at ? paint.strong(line) : line}`.trimEnd();
  });
  return `${[`${word.displayName} at ${placeText(place)}`, ...shown].join("\n").trimEnd()}\n`;
}

/** WHERE: the uses of a word in the definitions of the program, and between them. */
function where(session: Session, word: Word): string {
  const loose = looseUsesOf(session, word).map((place) => ({ user: undefined, place }));
  const uses = [...usesOf(session, word), ...loose];
  if (uses.length === 0) return `Nothing uses ${word.displayName}.\n`;
  const { paint } = session.display;
  const blocks = uses.map(({ user, place }) =>
    [
      `${placeText(place)} ${user === undefined ? "outside of definitions" : `in ${paint.strong(user)}`}`,
      ...excerpt(place, [...word.displayName].length, paint),
    ].join("\n"),
  );
  return `${blocks.join("\n")}\n`;
}

/** EDIT: the editor of the person at the place where a word is defined. */
function edit(session: Session, word: Word): void {
  const { display, positions } = session;
  const place = positions.place(word.position);
  const editor = environment().get("VISUAL") || environment().get("EDITOR");
  if (place === undefined || place.name.startsWith("<"))
    return display.show(`\n${word.displayName} is in no file; see ${word.displayName} shows it\n`);
  if (editor === undefined || editor === "")
    return display.show(`\n${placeText(place)}: set EDITOR to the command of your editor\n`);
  const path = `'${place.name.replaceAll("'", "'\\''")}'`;
  const isCode = /(?:^|\/)(?:code|codium|cursor)$/.test(editor.split(" ")[0] as string);
  const at = isCode ? `-g ${path}:${place.line}:${place.column}` : `+${place.line} ${path}`;
  runCommand(session, `${editor} ${at}`);
  display.show(`\ninclude ${place.name} loads it again\n`);
}
