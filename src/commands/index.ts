/** The commands by name; each is imported when it is asked for. A file of the same name is run with `./NAME`. */
import type { CommandDef } from "citty";

export const commands: Readonly<Record<string, () => Promise<CommandDef>>> = {
  run: () => import("./run_command.ts").then(({ runCommand }) => runCommand),
};
