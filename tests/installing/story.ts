/** What somebody does with FastForth from its installation to its removal. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Outcome, Place } from "./place.ts";
import { type Releases, versions } from "./releases.ts";

/** One way to get FastForth. */
export interface Way {
  readonly name: string;
  /** What it needs: a platform of the release. */
  readonly platform: string;
  /** Why it cannot be tried here; undefined when it can. */
  readonly obstacle: () => string | undefined;
  readonly open: (context: Context) => Promise<Installation>;
}

export interface Context {
  readonly releases: Releases;
  /** A folder of its own, which is removed afterwards. */
  readonly folder: string;
  /** What is fetched once and kept: registries, systems. */
  readonly kept: string;
}

/** Everything in the words of a package manager; commands go through `place`. */
export interface Installation {
  readonly place: Place;
  /** Puts the packages of a release into the registry. */
  readonly offer: (version: string) => Promise<void>;
  readonly install: readonly string[];
  /** Another release by its version. */
  readonly installVersion: (version: string) => readonly string[];
  /** How the program is called. */
  readonly program?: readonly string[];
  /** Set where a package manager keeps the executable. */
  readonly manager?: {
    /** What self-update has to print, to be run as it stands. */
    readonly update: string;
    /** What uninstall has to print; run as it stands unless that asks. */
    readonly removal: string;
    readonly remove?: readonly string[];
  };
  readonly remove?: readonly string[];
  /** More that this way offers, when the newest release is there. */
  readonly extras?: (check: Checks) => Promise<void>;
  /** Files that others keep for themselves: caches, lists of packages. */
  readonly isTheirs?: (path: string) => boolean;
  readonly close?: () => Promise<void>;
}

/** Runs commands and holds what they say against what they have to. */
export class Checks {
  constructor(
    readonly place: Place,
    private readonly tell: (what: string, milliseconds: number) => void,
  ) {}

  /** @throws Error when the exit code or a part of the output is another one */
  async expect(
    what: string,
    command: readonly string[],
    wanted: {
      readonly code?: number;
      readonly out?: string;
      readonly err?: string;
      readonly input?: string;
    } = {},
  ): Promise<Outcome> {
    const start = performance.now();
    const outcome = await this.place.run(command, wanted.input);
    const { code, out, err } = outcome;
    const isRight =
      code === (wanted.code ?? 0) && out.includes(wanted.out ?? "") && err.includes(wanted.err ?? "");
    if (!isRight)
      throw new Error(
        `${what}: ${command.join(" ")}\nexit code ${code}, expected ${JSON.stringify(wanted)}\n${out}\n${err}`,
      );
    this.tell(what, performance.now() - start);
    return outcome;
  }

  require(what: string, isRight: boolean, told: string): void {
    if (!isRight) throw new Error(`${what}: ${told}`);
    this.tell(what, 0);
  }
}

export async function tellStory(
  installation: Installation,
  releases: Releases,
  tell: (what: string, milliseconds: number) => void,
): Promise<void> {
  const { place, manager, program = ["fastforth"] } = installation;
  const check = new Checks(place, tell);
  const says = (version: string) => ({ out: `fastforth ${version}\n` });
  const own = (...args: string[]) => [...program, ...args];
  const before = new Set(place.files());
  writeProgram(place);

  releases.serve(versions.first);
  await installation.offer(versions.first);
  await check.expect("install", installation.install);
  await check.expect("its version", own("--version"), says(versions.first));
  await check.expect("a script", own("greet.fth", "Ada"), { out: "Hello, Ada!\n" });
  await check.expect("a pipe", own("-"), { input: "6 7 * .", out: "42 " });
  await check.expect("an exit code", own("-e", "3 (bye)"), { code: 3 });
  await check.expect("a hot loop, by all stages", own("--stages", "plugin", "-e", hotLoop), {
    out: "499999500000 ",
  });
  await check.expect("tests", own("test", "--junit", "junit.xml", "."), { code: 1 });
  const report = readFileSync(join(place.home, "work", "junit.xml"), "utf8");
  check.require("their report", report.includes('failures="1"'), report);
  const doctor = await check.expect("doctor", own("doctor"));
  check.require("is well", !/^ {2}✗/m.test(doctor.out), doctor.out);
  await check.expect("nothing to update", own("self-update", "--check"));

  releases.serve(versions.stages);
  await check.expect("an update is seen", own("self-update", "--check"), { code: 10 });
  await check.expect("self-update brings stages", own("self-update"));
  await check.expect("its version", own("--version"), says(versions.stages));
  await check.expect("the script", own("--stages", "plugin", "greet.fth", "Ada"), { out: "Hello, Ada!\n" });
  await check.expect("self-update --rollback", own("self-update", "--rollback"));
  await check.expect("its version", own("--version"), says(versions.first));

  releases.serve(versions.executable);
  await installation.offer(versions.executable);
  if (manager === undefined) {
    await check.expect("self-update brings an executable", own("self-update", "--version", "latest"));
    await check.expect("its version", own("--version"), says(versions.executable));
    await check.expect("the script", own("greet.fth", "Ada"), { out: "Hello, Ada!\n" });
    await check.expect("self-update --rollback", own("self-update", "--rollback"));
  } else {
    const told = { code: 14, err: `Run: ${manager.update}\n` };
    await check.expect("self-update names the command", own("self-update", "--version", "latest"), told);
    await check.expect(manager.update, ["sh", "-c", manager.update]);
    await check.expect("its version", own("--version"), says(versions.executable));
    await check.expect("the script", own("greet.fth", "Ada"), { out: "Hello, Ada!\n" });
    await installation.extras?.(check);
    await check.expect("back", installation.installVersion(versions.first));
  }
  await check.expect("its version", own("--version"), says(versions.first));
  await check.expect("the script", own("greet.fth", "Ada"), { out: "Hello, Ada!\n" });

  if (manager === undefined) await check.expect("remove", installation.remove ?? own("uninstall", "--yes"));
  else {
    await check.expect("uninstall names the command", own("uninstall", "--yes"), { out: manager.removal });
    await check.expect(manager.removal, manager.remove ?? ["sh", "-c", manager.removal]);
  }
  rmSync(join(place.home, "work"), { recursive: true });
  const left = place.files().filter((path) => !before.has(path) && !(installation.isTheirs?.(path) ?? false));
  check.require("nothing is left", left.length === 0, left.slice(0, 20).join("\n"));
}

const hotLoop = ": sum ( n -- n' ) 0 swap 0 do i + loop ; 1000000 sum .";

function writeProgram({ home }: Place): void {
  const work = join(home, "work");
  mkdirSync(work, { recursive: true });
  const greet = [
    ': greet ( c-addr u -- ) ." Hello, " type ." !" cr ;',
    ': main ( -- ) next-arg dup 0= if 2drop s" world" then greet ;',
    "main",
    "",
  ];
  writeFileSync(join(work, "greet.fth"), greet.join("\n"));
  writeFileSync(join(work, "sum_test.fth"), "T{ 1 2 + -> 3 }T\n");
  writeFileSync(join(work, "wrong_test.fth"), "T{ 1 2 + -> 4 }T\n");
}
