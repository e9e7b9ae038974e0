/**
 * The kinds of host words that compile. A word gets at the open definition only through one of these, which say when it
 * runs: a word that acts on the definition but is not immediate would be compiled into it instead, without a sign.
 */
import type { Definition } from "../forth/definition.ts";
import { dual, type HostWord, host, immediate } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";

/** What a word does to the definition that is open. */
export type Compile = (definition: Definition) => void;

/** An immediate word that compiles: THROWs -14 outside a definition. */
export const compiling = (session: Session, name: string, compile: Compile): HostWord =>
  immediate(name, () => compile(session.compiled()), compile);

/**
 * A word that compiles when it runs, so that programs call it in compiling words of their own: COMPILE, and its kin.
 * THROWs -14 when no definition is open then.
 * @param effect the stack comment of what it takes and leaves while it runs
 */
export const compilingWhenRun = (
  session: Session,
  name: string,
  effect: string,
  compile: Compile,
): HostWord => host(name, effect, () => compile(session.compiled()));

/** A word that does one thing while interpreting and compiles another. */
export const interpretedOrCompiled = (
  session: Session,
  name: string,
  interpret: () => void,
  compile: Compile,
): HostWord =>
  dual(
    name,
    () => {
      if (session.compiling) compile(session.compiled());
      else interpret();
    },
    compile,
  );

/** Does something to the open definition for a word that has been told to compile. THROWs -14 when there is none. */
export function inDefinition(session: Session, compile: Compile): void {
  compile(session.compiled());
}

/** Appends a call of a system word to the open definition, or outside of one runs it. */
export function compileOrRun(session: Session, name: string): void {
  const index = session.systemWord(name);
  if (session.compiling) session.compiled().call(index);
  else session.run(index);
}
