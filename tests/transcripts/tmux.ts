/** A program in a terminal that somebody else draws: tmux, without a screen. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const hasTmux = Bun.which("tmux") !== null;

const COLUMNS = 80;
const ROWS = 24;
/** Milliseconds between two looks at the screen. */
const LOOK = 50;
const PATIENCE = 20_000;

export class Tmux {
  private readonly folder = mkdtempSync(join(tmpdir(), "fastforth-tmux-"));
  private readonly socket = join(this.folder, "socket");

  /**
   * @param command is typed at a shell, so that it can be stopped and brought back
   * @param env for the shell
   * @param stillness milliseconds without a change after which the screen counts
   */
  constructor(
    command: string,
    env: Readonly<Record<string, string>>,
    private readonly stillness: number,
  ) {
    const settings = Object.entries({ ...env, PS1: "$ ", HISTFILE: "" }).map(
      ([name, value]) => `${name}=${value}`,
    );
    const size = ["-x", `${COLUMNS}`, "-y", `${ROWS}`];
    const shell = ["env", "-i", `PATH=${process.env.PATH}`, "TERM=screen", "LANG=C.UTF-8", ...settings];
    this.tmux(
      "-f",
      "/dev/null",
      "new-session",
      "-d",
      ...size,
      ...shell,
      "bash",
      "--norc",
      "--noprofile",
      "-i",
    );
    this.tmux("set-option", "-g", "history-limit", "100000");
    this.type(`${command}\n`);
  }

  /** Types a text; a line feed is the Enter key. */
  type(text: string): void {
    for (const part of text.split(/(\n)/))
      if (part === "\n") this.key("Enter");
      else if (part !== "") this.tmux("send-keys", "-l", part.replace(/;$/, "\\;"));
  }

  /** Presses a key by its name in tmux: `Tab`, `C-c`, `Up`. */
  key(name: string): void {
    this.tmux("send-keys", name);
  }

  /** Pastes a text as terminals do, marked when the program has asked for that. */
  paste(text: string): void {
    const path = join(this.folder, "pasted");
    writeFileSync(path, text);
    this.tmux("load-buffer", path);
    this.tmux("paste-buffer", "-p", "-r");
  }

  /** What is on the screen and above it, without empty rows at its end, once it stands still. */
  async screen(): Promise<string[]> {
    let [seen, still] = ["", 0];
    for (const end = Date.now() + PATIENCE; still < this.stillness && Date.now() < end; ) {
      await Bun.sleep(LOOK);
      const now = this.tmux("capture-pane", "-p", "-S", "-");
      still = now === seen ? still + LOOK : 0;
      seen = now;
    }
    return seen.trimEnd().split("\n");
  }

  close(): void {
    this.tmux("kill-server");
    rmSync(this.folder, { recursive: true });
  }

  private tmux(...args: string[]): string {
    const run = Bun.spawnSync(["tmux", "-S", this.socket, ...args], { stdout: "pipe", stderr: "pipe" });
    if (run.exitCode !== 0) throw new Error(`tmux ${args.join(" ")}: ${run.stderr.toString()}`);
    return run.stdout.toString();
  }
}
