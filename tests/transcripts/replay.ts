/** Plays steps to a Forth on a terminal, and keeps what its screen shows. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Step } from "./first_minutes.ts";
import { Tmux } from "./tmux.ts";

/**
 * By step: the rows that are new, or have changed, since the one before.
 * @param path of the program; its name is shown
 * @param stillness milliseconds without a change after which a screen counts
 */
export async function replay(path: string, steps: readonly Step[], stillness: number): Promise<string[][]> {
  const home = mkdtempSync(join(tmpdir(), "fastforth-newcomer-"));
  const terminal = new Tmux(path, { HOME: home, NO_COLOR: "1" }, stillness);
  try {
    let before = await terminal.screen();
    const shown: string[][] = [];
    for (const step of steps) {
      for (const action of step.do) {
        if ("type" in action) terminal.type(action.type);
        else if ("key" in action) terminal.key(action.key);
        else if ("paste" in action) terminal.paste(action.paste);
        else await terminal.screen();
      }
      const after = await terminal.screen();
      let same = 0;
      while (same < before.length && before[same] === after[same]) same++;
      const fresh = after.slice(same).map((row) => row.replaceAll(path, basename(path)).trimEnd());
      shown.push(step.rows === undefined ? fresh : fresh.slice(-step.rows));
      before = after;
    }
    return shown;
  } finally {
    terminal.close();
    rmSync(home, { recursive: true });
  }
}
