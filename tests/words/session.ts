/** Sessions for tests of words, in this process, on the built-in stages. */

import type { Session } from "../../src/forth/session.ts";
import { Output } from "../../src/machine/output.ts";
import { parseStages, selectStages } from "../../src/stages/select.ts";
import { openSession } from "../../src/words/open_session.ts";

export interface TestSession {
  readonly session: Session;
  /** Interprets text; what it throws comes out. */
  run(text: string): void;
  /** What was written since the last call. */
  written(): string;
  /** The data stack, the top last. */
  stack(): bigint[];
}

export function createSession(memory?: number): TestSession {
  let text = "";
  const decoder = new TextDecoder();
  const output = new Output((bytes) => {
    text += decoder.decode(bytes, { stream: true });
  });
  const session = openSession({ stages: selectStages(parseStages("builtin")), output, memory });
  return {
    session,
    run: (source) => session.text.interpretText("<test>", new TextEncoder().encode(source)),
    written: () => {
      output.flush();
      const result = text;
      text = "";
      return result;
    },
    stack: () => {
      const { machine } = session;
      return Array.from({ length: machine.depth() }, (_, i) => machine.peekBigInt(machine.depth() - 1 - i));
    },
  };
}
