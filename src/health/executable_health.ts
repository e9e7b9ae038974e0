/** The executable itself: where it is, whose it is, and what updates have left beside it. */
import { version } from "../../package.json";
import { ABI_VERSION } from "../abi/bindings.ts";
import { fileStatus } from "../plugins/file_status.ts";
import { pluginPlatform } from "../plugins/plugin_platform.ts";
import { executableName } from "../plugins/running_executable.ts";
import type { ReplacedExecutable } from "../plugins/store_record.ts";
import { findManager } from "../update/managed.ts";
import { type Examined, type Finding, note, ok, warning } from "./finding.ts";

interface ExecutableFacts {
  readonly version: string;
  readonly path: string;
  readonly platform: string;
  readonly abi: number;
  /** The package manager that looks after it; null for none. */
  readonly manager: string | null;
  readonly replaced: readonly ReplacedExecutable[];
}

/** @param replaced the executables that are kept, by the store's record */
export function examineExecutable(replaced: readonly ReplacedExecutable[]): Examined<ExecutableFacts> {
  const path = executableName();
  const manager = findManager(path);
  const findings: Finding[] = [ok(`FastForth ${version} for ${pluginPlatform}, ABI ${ABI_VERSION}: ${path}`)];
  if (fileStatus(path) === undefined)
    findings.push(warning("It was deleted or replaced after it was started.", "Start FastForth anew."));
  if (manager !== undefined)
    findings.push(note(`${manager.name} looks after it: a new executable comes by \`${manager.command}\`.`));
  for (const kept of replaced)
    if (fileStatus(kept.kept) === undefined)
      findings.push(
        warning(`The executable ${kept.version}, kept as ${kept.kept}, is gone: no rollback leads there.`),
      );
    else findings.push(ok(`FastForth ${kept.version} is kept as ${kept.kept}, for a rollback.`));
  const facts = {
    version,
    path,
    platform: pluginPlatform,
    abi: ABI_VERSION,
    manager: manager?.name ?? null,
    replaced,
  };
  return { facts, findings };
}
