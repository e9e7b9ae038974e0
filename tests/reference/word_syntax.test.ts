/** What is said of the system's words to those who read a text is what the words do: each is run. */
import { describe, expect, test } from "bun:test";
import type { Session } from "../../src/forth/session.ts";
import { ForthThrow, ThrowCodes } from "../../src/machine/exceptions.ts";
import { Output } from "../../src/machine/output.ts";
import { definingWords, structureWords, takenText } from "../../src/reference/word_syntax.ts";
import { wordTable } from "../../src/reference/word_table.ts";
import { parseStages, selectStages } from "../../src/stages/select.ts";
import { openSession } from "../../src/words/open_session.ts";

const names = [...wordTable().words.keys()];
const isWord = (name: string) => wordTable().words.has(name);

const newSession = (): Session =>
  openSession({ stages: selectStages(parseStages("builtin")), output: new Output(() => {}) });

/** Interprets a text, and says whether it THROWs, but for what it leaves unfinished. */
function throws(session: Session, text: string): boolean {
  try {
    session.text.interpretText("text", new TextEncoder().encode(text));
    return false;
  } catch (error) {
    if (error instanceof ForthThrow) return error.code !== ThrowCodes.unexpectedEndOfFile;
    throw error;
  }
}

/** A text that leaves one structure open, as the innermost, by what closes it. */
const open = {
  orig: "if",
  dest: "begin",
  do: "do",
  of: "case ?of",
  case: "case",
  scope: "scope",
  try: "try",
} as const;

describe("structures", () => {
  /** Words that take what they work on from the stack, make no sense by themselves, or look at a loop. */
  const others = new Set([
    "cs-pick",
    "cs-roll",
    "cs-drop",
    ";code",
    ":noname",
    ":",
    "assume-live",
    "unreachable",
    "i'",
    "delta-i",
  ]);
  const compiling = names.filter((name) => {
    if (others.has(name) || takenText(name) !== undefined) return false;
    const session = newSession();
    const word = session.dictionary.word(session.system.numberOf(name));
    session.close();
    return word?.immediate === true;
  });

  test("each is a word", () => {
    expect([...structureWords.keys()].filter((name) => !isWord(name))).toEqual([]);
  });

  /** Whether a word can be compiled behind a text that begins a definition; what it leaves open then. */
  function compiled(before: string, name: string): { isDone: boolean; isOpen: boolean } {
    const session = newSession();
    throws(session, `: t~ ${before}`);
    const outer = session.definition;
    const isDone = !throws(session, name);
    const { definition } = session;
    const isOpen = definition !== undefined && (definition !== outer || definition.control.length > 0);
    session.close();
    return { isDone, isOpen };
  }

  /** What a word needs behind it, or before it besides what it closes. */
  const given: Readonly<Record<string, { before?: string; behind?: string }>> = {
    of: { before: "case" },
    "?of": { before: "case" },
    repeat: { before: "while" },
    endtry: { before: "restore" },
    "[{:": { behind: "a :}d" },
  };

  test("what opens one without another is what is said to", () => {
    const opening = compiling.filter((name) => {
      const { before = "", behind = "" } = given[name] ?? {};
      const { isDone, isOpen } = compiled(before, `${name} ${behind}`);
      return isDone && isOpen;
    });
    const listed = [...structureWords].filter(
      ([, word]) => word.opens && (word.closes ?? "definition") === "definition",
    );
    expect(opening.sort()).toEqual(listed.map(([name]) => name).sort());
  });

  test.each(Object.entries(open))(
    "what can only be where %s is open is what is said to close it",
    (kind, text) => {
      const closing = compiling.filter((name) => {
        const { before = "" } = given[name] ?? {};
        return compiled(`${text} ${before}`, name).isDone && !compiled("", name).isDone;
      });
      const listed = [...structureWords].filter(([, word]) => word.closes === kind);
      expect(closing.sort()).toEqual(listed.map(([name]) => name).sort());
    },
  );
});

describe("names", () => {
  /** What runs a word that wants more of the text or the stack than a name and some items. */
  const given: Readonly<Record<string, string>> = {
    ":": ": made~ ;",
    synonym: "synonym made~ dup",
    "const-does>": ": t~ 0 0 const-does> ; t~ made~",
    "rec-sequence:": "' dup 1 rec-sequence: made~",
  };

  test("what takes one and makes a word of it is what is said to", () => {
    const making = names.filter((name) => {
      if (takenText(name)?.content !== "name") return false;
      const session = newSession();
      throws(session, given[name] ?? `0 0 0 1 8 1e ' dup ' dup ' dup ${name} made~`);
      const word = session.search.find(new TextEncoder().encode("made~"), 0, 5);
      session.close();
      return word !== undefined;
    });
    expect(making.sort()).toEqual([...definingWords.keys()].sort());
  });

  test("comments, strings and names are told apart", () => {
    const contents = ["\\", "(", ".(", 's"', "sh", "to", "char", "dup"].map(
      (name) => takenText(name)?.content,
    );
    expect(contents).toEqual([
      "comment",
      "comment",
      "string",
      "string",
      "string",
      "name",
      "string",
      undefined,
    ]);
  });
});
