/** Words that make definitions and compile into them (Core, Core ext, Search, Tools ext, gforth's quotations). */
import { WordKind } from "../abi/bindings.ts";
import { Definition } from "../forth/definition.ts";
import { type HostWord, host, immediate, namesHaveChanged, type Word } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";
import { ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import { compiling, compilingWhenRun, interpretedOrCompiled } from "./word_kinds.ts";

export function compilingWords(session: Session): HostWord[] {
  const { machine } = session;
  return [
    host(":", "--", () => beginDefinition(session, session.parseNewName())),
    host(":noname", undefined, () => {
      machine.push(beginNameless(session).index, 0);
    }),
    compiling(session, ";", (definition) => endDefinition(session, definition)),
    immediate("[:", () => {
      const enclosing = session.compiling ? session.definition : undefined;
      const word = session.createAnonymousWord();
      session.definition = new Definition(word, enclosing);
      session.definition.isQuotation = true;
      session.compiling = true;
    }),
    compiling(session, ";]", (quotation) => {
      if (!quotation.isQuotation) throw new ForthThrow(ThrowCodes.controlMismatch, ";] without [:");
      finish(session, quotation, ";]");
      session.definition = quotation.parent;
      session.compiling = quotation.parent !== undefined;
      if (!quotation.isClosure) session.literal(quotation.opened.index, 0);
    }),
    immediate("[", () => {
      session.compiling = false;
    }),
    host("]", "--", () => {
      session.compiling = true;
    }),
    compiling(session, "literal", (definition) => {
      const high = machine.peekHigh();
      definition.literal(machine.popLow(), high);
    }),
    compiling(session, "2literal", (definition) => {
      definition.literal(machine.peekLow(1), machine.peekHigh(1));
      definition.literal(machine.peekLow(), machine.peekHigh());
      machine.drop(2);
    }),
    compilingWhenRun(session, "lit,", "x --", (definition) => {
      const high = machine.peekHigh();
      definition.literal(machine.popLow(), high);
    }),
    compilingWhenRun(session, "2lit,", "x1 x2 --", () => session.run(session.systemWord("2literal"))),
    compilingWhenRun(session, "flit,", "-- F: r --", (definition) =>
      definition.floatLiteral(machine.popFloat()),
    ),
    compilingWhenRun(session, "slit,", "c-addr u --", () => session.run(session.systemWord("sliteral"))),
    compiling(session, "fliteral", (definition) => definition.floatLiteral(machine.popFloat())),
    compiling(session, "postpone", (definition) => postponeName(session, definition)),
    compiling(session, "[compile]", (definition) => definition.call(session.parseWord().xt)),
    compiling(session, "[']", (definition) =>
      definition.literal(session.interpretationOf(session.parseWord()), 0),
    ),
    compiling(session, "[comp']", (definition) => {
      const word = session.parseWord();
      definition.literal(word.xt, 0);
      definition.literal(session.systemWord(compilerOf(word)), 0);
    }),
    host("'", "-- xt", () => machine.push(session.interpretationOf(session.parseWord()), 0)),
    compilingWhenRun(session, "compile,", "xt --", (definition) => definition.call(session.popXt().index)),
    host("(compile)", undefined, () => {
      const { index } = session.popXt();
      const compiling = session.compiling;
      session.compiling = true;
      session.run(index);
      session.compiling = compiling;
    }),
    host("immediate", "--", () => {
      latest(session).immediate = true;
      namesHaveChanged();
    }),
    host("compile-only", "--", () => {
      latest(session).compileOnly = true;
    }),
    host("restrict", "--", () => {
      latest(session).compileOnly = true;
    }),
    host("immediate?", "nt -- flag", () => machine.pushFlag(session.popXt().immediate)),
    host("compile-only?", "nt -- flag", () => machine.pushFlag(session.popXt().compileOnly)),
    host("latestxt", "-- xt", () => {
      const { xt } = latest(session);
      session.onToken?.(xt);
      machine.push(xt, 0);
    }),
    host("latest", "-- nt", () => machine.push(latest(session).index, 0)),
    compiling(session, "recursive", (definition) => {
      definition.self.hidden = false;
      namesHaveChanged();
    }),
    host("reveal", "--", () => {
      latest(session).hidden = false;
      namesHaveChanged();
    }),
    interpretedOrCompiled(
      session,
      "does>",
      () => {
        const action = session.createAnonymousWord();
        open(session, action);
        applyDoes(session, latest(session), action.index);
      },
      (definition) => splitDefinition(session, definition, "(does>)", "DOES>"),
    ),
    host("(does>)", "xt --", () => applyDoes(session, latest(session), session.popXt().index)),
    compiling(session, "const-does>", (definition) =>
      splitDefinition(session, definition, "(const-does>)", "CONST-DOES>"),
    ),
    host("(const-does>)", undefined, () => defineConstants(session)),
    host("defer@", "xt1 -- xt2", () => {
      const address = deferAddressOf(session, session.popXt());
      machine.push(machine.loadLow(address), machine.loadHigh(address));
    }),
    host("defer!", "xt2 xt1 --", () => {
      const address = deferAddressOf(session, session.popXt());
      const high = machine.peekHigh();
      machine.storeCell(address, machine.popLow(), high);
    }),
    immediate(";code", () => {
      throw new ForthThrow(ThrowCodes.unsupported, ";CODE: there is no assembler");
    }),
    host("code", undefined, () => {
      throw new ForthThrow(ThrowCodes.unsupported, "CODE: there is no assembler");
    }),
  ];
}

function latest(session: Session): Word {
  if (session.latest === undefined)
    throw new ForthThrow(ThrowCodes.invalidName, "there is no definition yet");
  return session.latest;
}

/** `:` with a name (byte string): the word is not found until `;`. */
function beginDefinition(session: Session, name: string): void {
  if (session.definition !== undefined && session.compiling) {
    const { word } = session.definition;
    throw new ForthThrow(
      ThrowCodes.compilerNesting,
      `the definition before${word.name === "" ? "" : `, ${word.displayName},`} has no ;`,
    );
  }
  const word = session.createWord(name);
  word.hidden = true;
  open(session, word);
}

/** :NONAME: opens a definition without a name. */
export function beginNameless(session: Session): Word {
  const word = session.createAnonymousWord();
  session.latest = word;
  open(session, word);
  return word;
}

function open(session: Session, word: Word): void {
  session.definition = new Definition(word, session.definition);
  session.compiling = true;
}

function endDefinition(session: Session, definition: Definition): void {
  if (definition.self !== definition.word)
    throw new ForthThrow(ThrowCodes.controlMismatch, "; : TRY is still open");
  if (definition.isQuotation)
    throw new ForthThrow(ThrowCodes.controlMismatch, "; : the quotation that [: began is still open");
  finish(session, definition, ";");
  session.definition = definition.parent;
  session.compiling = false;
}

/** DOES> and its kin: the definition ends with a call of `runtime`, which takes the xt of what follows. */
function splitDefinition(session: Session, definition: Definition, runtime: string, word: string): void {
  const child = session.createAnonymousWord();
  definition.literal(child.index, 0);
  definition.call(session.systemWord(runtime));
  finish(session, definition, word);
  session.definition = new Definition(child, definition.parent, child, definition.opened);
  session.definition.isQuotation = definition.isQuotation;
  session.definition.isClosure = definition.isClosure;
}

/** What runs at CONST-DOES> (gforth): ( x*u1 u1 u2 xt "name" -- F: r*u2 -- ) makes a word that pushes all and runs xt. */
function defineConstants(session: Session): void {
  const { machine } = session;
  const { index: action } = session.popXt();
  const floats = Array.from({ length: machine.popNumber() }, () => machine.popFloat());
  const cells = Array.from({ length: machine.popNumber() }, () => {
    const high = machine.peekHigh();
    return [machine.popLow(), high] as const;
  });
  const word = session.parseNewWord();
  const definition = new Definition(word, undefined);
  for (const [low, high] of cells.reverse()) definition.literal(low, high);
  for (const value of floats.reverse()) definition.floatLiteral(value);
  definition.call(action);
  finish(session, definition, "CONST-DOES>");
}

/** Ends a definition at `word`: it gets its body. */
export function finish(session: Session, definition: Definition, word: string): void {
  definition.checkClosed(word);
  definition.end();
  if (definition.hasMemory)
    definition.frameMemory(session.systemWord("(reserve)"), session.systemWord("(release)"));
  definition.word.hidden = false;
  namesHaveChanged();
  definition.word.endPosition = definition.position;
  // What stands behind DOES> belongs to the definition that it splits.
  definition.opened.endPosition = definition.position;
  session.onDefined?.(definition);
  session.compiler.setBody(definition.word, definition);
}

/** The system word that takes a word's xt and does what the word does while compiling. */
export function compilerOf(word: Word): string {
  if (word.dual) return "(compile)";
  return word.immediate ? "execute" : "compile,";
}

/** POSTPONE of the name, or (gforth) of the literal, that follows. Throws -16 without one. */
export function postponeName(session: Session, definition: Definition): void {
  const { start, end } = session.sources.parseSomeName();
  const { source } = session;
  const word = session.text.recognizesAll ? undefined : session.search.find(source.bytes, start, end);
  if (word !== undefined) return postpone(session, definition, word);
  session.run(session.systemWord("(postpone-token)"));
}

/** POSTPONE (6.1.2033): appends the compilation semantics of a word. */
export function postpone(session: Session, definition: Definition, word: Word): void {
  if (word.immediate && !word.dual) return definition.call(word.xt);
  definition.literal(word.xt, 0);
  definition.call(session.systemWord(compilerOf(word)));
}

/** Makes a CREATEd word push its data address and then run `action` (6.1.1250). Throws -31 for other words. */
function applyDoes(session: Session, word: Word, action: number): void {
  const { dictionary, machine, compiler } = session;
  const kind = dictionary.kind(word.index);
  if (kind !== WordKind.data && kind !== WordKind.does) {
    throw new ForthThrow(
      ThrowCodes.notCreated,
      `DOES> applies to a word made by CREATE, ${word.displayName} is not`,
    );
  }
  const address = dictionary.operandA(word.index);
  dictionary.setInfo(word.index, WordKind.does, address, action);
  machine.entries[word.index] = session.entries.does;
  compiler.behaviourChanged(word.index);
}

/** Where a deferred word keeps its action. Throws -32 for other words. */
export function deferAddressOf(session: Session, word: Word): number {
  if (session.dictionary.kind(word.xt) !== WordKind.defer) {
    throw new ForthThrow(
      ThrowCodes.invalidName,
      `${word.displayName} is not a deferred word (made by DEFER)`,
    );
  }
  return session.dictionary.operandA(word.xt);
}
