/** A person's own file, which a session loads before it begins. */
import { join } from "node:path";
import { statusOf } from "../machine/named_files.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** `$XDG_CONFIG_HOME/fastforth` or `~/.config/fastforth`, whether it is there or not; undefined without a home. */
export function settingsFolder({ XDG_CONFIG_HOME: configHome, HOME: home }: Environment): string | undefined {
  // The specification has relative paths ignored (XDG Base Directory, "Environment variables").
  const config = configHome?.startsWith("/") ? configHome : home?.startsWith("/") && join(home, ".config");
  return config ? join(config, "fastforth") : undefined;
}

/** `init.fs` in the folder of settings; undefined when there is none. */
export function initFile(env: Environment): string | undefined {
  const folder = settingsFolder(env);
  if (folder === undefined) return undefined;
  const path = join(folder, "init.fs");
  try {
    return statusOf(path).isFile() ? path : undefined;
  } catch {
    return undefined; // There is none.
  }
}
