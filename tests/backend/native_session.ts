// A session all of whose words become native code at once, for tests: in this thread or in a Worker.

import { describeError } from "../../src/forth/report.ts";
import type { Session } from "../../src/forth/session.ts";
import { toForthThrow } from "../../src/machine/backtrace.ts";
import { type ForthThrow, Timeout } from "../../src/machine/exceptions.ts";
import { Output } from "../../src/machine/output.ts";
import { parseStages, selectStages } from "../../src/stages/select.ts";
import { openSession } from "../../src/words/open_session.ts";

/** Bytes of data space. */
export const MEMORY = 2 ** 17;

const stages = selectStages(parseStages("plugin"));

export class NativeSession {
  readonly session: Session;
  private written = "";

  /** @param compileAfter heat at which words are compiled */
  constructor(compileAfter = 0) {
    const output = new Output((bytes) => {
      this.written += new TextDecoder().decode(bytes.slice());
    });
    this.session = openSession({ stages, memory: MEMORY, output, compileAfter });
  }

  /** Interprets a text; gives what it writes and, when it ends with a THROW, the code and the backtrace. */
  do(text: string): string {
    const { session } = this;
    this.written = "";
    let end = "";
    try {
      session.text.interpretText("test", new TextEncoder().encode(text));
    } catch (error) {
      if (error instanceof Timeout) {
        end = "the time is over";
      } else {
        const thrown: ForthThrow = toForthThrow(error);
        const { frames } = describeError(session, thrown);
        const steps = frames.map(({ word, place }) => `${word} ${place.line}:${place.column}`);
        end = `THROW ${thrown.code} ${steps.join(" < ")}`.trimEnd();
      }
      session.reset();
    }
    session.output.flush();
    return this.written + end;
  }

  close(): void {
    this.session.close();
  }
}
