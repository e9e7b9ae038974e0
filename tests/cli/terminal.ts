// FastForth on a terminal, as somebody at the keyboard has it.

import { executable, scratch } from "./fastforth.ts";

export const Key = {
  enter: "\r",
  tab: "\t",
  up: "\x1b[A",
  down: "\x1b[B",
  left: "\x1b[D",
  home: "\x1b[H",
  delete: "\x1b[3~",
  backspace: "\x7f",
  controlA: "\x01",
  controlC: "\x03",
  controlD: "\x04",
  controlG: "\x07",
  controlK: "\x0b",
  controlR: "\x12",
  controlU: "\x15",
  controlW: "\x17",
  controlY: "\x19",
} as const;

/** A text as a terminal sends it when it is pasted. */
export const pasted = (text: string): string => `\x1b[200~${text}\x1b[201~`;

const PATIENCE = 10_000;
/** The longest that a session of a test may take. */
const LIFETIME = 60_000;

type Modes = readonly (number | undefined)[];

const modesOf = (terminal: Bun.Terminal | undefined): Modes => [
  terminal?.inputFlags,
  terminal?.localFlags,
  terminal?.outputFlags,
];

/**
 * The modes of every new terminal. Those of a session are too late for that: its program may have changed them before
 * the call that starts it comes back.
 */
export function modesAtFirst(): Modes {
  const terminal = new Bun.Terminal({});
  const modes = modesOf(terminal);
  terminal.close();
  return modes;
}

/** A running FastForth whose standard descriptors are a terminal of 80 columns. */
export class TerminalSession {
  /** Everything that was written to the terminal, escape sequences included. */
  private received = "";
  /** How much of it `until` has seen. */
  private seen = 0;
  private readonly child;

  constructor(
    args: readonly string[] = [],
    env: Readonly<Record<string, string | undefined>> = {},
    program: string = executable,
  ) {
    this.child = Bun.spawn([program, ...args], {
      cwd: scratch,
      env: {
        ...process.env,
        XDG_STATE_HOME: scratch,
        XDG_CONFIG_HOME: scratch,
        TERM: "xterm",
        NO_COLOR: "1",
        ...env,
      },
      terminal: {
        cols: 80,
        rows: 24,
        data: (_terminal, data) => {
          this.received += new TextDecoder().decode(data);
        },
      },
      timeout: LIFETIME,
      killSignal: "SIGKILL",
    });
  }

  /** Presses keys. */
  type(keys: string): void {
    this.child.terminal?.write(keys);
  }

  /** Types a line and waits for what follows it. Gives everything written since the last wait. */
  async line(text: string, expected: string): Promise<string> {
    this.type(text + Key.enter);
    return await this.until(expected);
  }

  /** Waits until a text is written. Gives everything written since the last wait. */
  async until(expected: string): Promise<string> {
    let at = -1;
    await this.wait(JSON.stringify(expected), () => {
      at = this.received.indexOf(expected, this.seen);
      return at >= 0;
    });
    const text = this.received.slice(this.seen, at + expected.length);
    this.seen = at + expected.length;
    return text;
  }

  /** Waits until the program has changed the terminal's modes, as it does to have keys one by one. */
  async untilOwnModes(): Promise<void> {
    const first = modesAtFirst();
    await this.wait("other modes", () => !Bun.deepEquals(this.modes, first));
  }

  private async wait(what: string, isThere: () => boolean): Promise<void> {
    const start = performance.now();
    while (!isThere()) {
      if (performance.now() - start > PATIENCE || this.child.killed)
        throw new Error(`waited for ${what} in ${JSON.stringify(this.received.slice(this.seen))}`);
      await Bun.sleep(5);
    }
  }

  /** Sends the program a signal. */
  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Closes the terminal under the program. */
  hangUp(): void {
    this.child.terminal?.close();
  }

  /** What the terminal does with keys: flags of tcgetattr(3). */
  get modes(): Modes {
    return modesOf(this.child.terminal);
  }

  /** Gives the terminal another size, of which the program gets a signal. */
  resize(columns: number, rows: number): void {
    this.child.terminal?.resize(columns, rows);
  }

  /** The exit code, or the signal that has ended the program. */
  async outcome(): Promise<number | string | null> {
    await this.child.exited;
    return this.child.signalCode ?? this.child.exitCode;
  }

  /** The exit code, once the program has ended. */
  async ended(): Promise<number | null> {
    await this.child.exited;
    this.child.terminal?.close();
    if (this.child.signalCode !== null)
      throw new Error(`ended by ${this.child.signalCode} after ${JSON.stringify(this.received.slice(-200))}`);
    return this.child.exitCode;
  }
}
