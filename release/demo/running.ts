// Programs that run while they are looked at: one that tells its rate, a session on a terminal, a command to its end.

import { paintFor } from "../../src/terminal/screen.ts";
import { BuildError } from "../build_error.ts";

/** The longest that anything here is waited for, in milliseconds. */
const PATIENCE = 60_000;
/** Seconds of a program's rate that are listened to; the first of them may still be of the time before. */
const LISTEN = 4;

/** The home of everything that is started: nothing of the reader's own is touched. */
function environment(home: string): Record<string, string | undefined> {
  const own = { HOME: home, XDG_DATA_HOME: undefined, XDG_STATE_HOME: undefined, XDG_CONFIG_HOME: undefined };
  return { ...process.env, ...own, FASTFORTH_UPDATE_SERVER: undefined };
}

async function until(condition: () => boolean, what: string): Promise<void> {
  const start = performance.now();
  while (!condition()) {
    if (performance.now() - start > PATIENCE) throw new BuildError(`${what} did not come.`);
    await Bun.sleep(5);
  }
}

/** A program that writes a number a second. */
export class RateProgram {
  readonly #child;
  #text = "";

  constructor(home: string, command: readonly string[]) {
    this.#child = Bun.spawn([...command], {
      cwd: home,
      env: environment(home),
      stdout: "pipe",
      stderr: "inherit",
    });
    this.#read();
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const bytes of this.#child.stdout) this.#text += decoder.decode(bytes);
  }

  get #numbers(): number[] {
    return this.#text.split("\n").slice(0, -1).map(Number);
  }

  /** The best of the next seconds: others may use the machine meanwhile. */
  async rate(): Promise<number> {
    const before = this.#numbers.length;
    await until(() => this.#numbers.length >= before + LISTEN, "The program's rate");
    return Math.max(...this.#numbers.slice(before + 1));
  }

  /** The last numbers that it wrote. */
  last(): string {
    return this.#numbers.slice(1 - LISTEN).join(", ");
  }

  end(): void {
    this.#child.kill();
  }
}

/** An interactive session on a terminal of its own. */
export class Session {
  readonly #child;
  #text = "";

  constructor(home: string, command: readonly string[]) {
    this.#child = Bun.spawn([...command], {
      cwd: home,
      env: { ...environment(home), TERM: "xterm", NO_COLOR: "1" },
      terminal: {
        cols: 100,
        rows: 24,
        data: (_terminal, data) => {
          this.#text += new TextDecoder().decode(data);
        },
      },
    });
  }

  /** Types a line, shows it with the answer, and gives the answer. */
  async line(text: string): Promise<string> {
    await until(() => this.#child.terminal !== undefined, "A terminal");
    const before = this.#text.length;
    this.#child.terminal?.write(`${text}\r`);
    await until(() => / ok\r?\n/.test(this.#text.slice(before)), `The answer to ${text}`);
    const shown = plain(this.#text.slice(before));
    const answer = (shown.split(`${text} `).at(-1) ?? "").replace(/ ok\n.*/s, "").trim();
    console.log(`       session  ${text}  ${paintFor(1).strong(answer)}`);
    return answer;
  }

  end(): void {
    this.#child.kill();
    this.#child.terminal?.close();
  }
}

/** Text without escape sequences. */
const plain = (text: string) => Bun.stripANSI(text).replaceAll("\r", "");

/** Runs a command to its end, errors among its output, on the reader's own terminal if there is one. @returns its exit code */
export async function run(home: string, command: readonly string[]): Promise<number> {
  const child = Bun.spawn([...command], { cwd: home, env: environment(home), stdio: ["ignore", 1, 1] });
  return await child.exited;
}
