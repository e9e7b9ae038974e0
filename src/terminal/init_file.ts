/** A person's own file, which a session loads before it begins. */
import { join } from "node:path";
import { statusOf } from "../machine/named_files.ts";

/** `$XDG_CONFIG_HOME/fastforth/init.fs` or `~/.config/fastforth/init.fs`; undefined when there is none. */
export function initFile(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const { XDG_CONFIG_HOME: configHome, HOME: home } = env;
  // The specification has relative paths ignored (XDG Base Directory, "Environment variables").
  const config = configHome?.startsWith("/") ? configHome : home?.startsWith("/") && join(home, ".config");
  if (!config) return undefined;
  const path = join(config, "fastforth", "init.fs");
  try {
    return statusOf(path).isFile() ? path : undefined;
  } catch {
    return undefined; // There is none.
  }
}
