/**
 * Every value of the contract comes up in a run of the case files: what no case reaches, no case holds. The verifier's
 * rules have the same test beside their cases, tests/ir/ir.test.ts.
 */
import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../release/steps.ts";
import { BodyFault, ColdOp, HostRequest, Status } from "../src/abi/bindings.ts";
import { allRun } from "./forth/mixes";
import { instrumentedCopy } from "./instrumented_copy.ts";

/** By file: what comes up there, and what notes it. */
const places: Readonly<Record<string, readonly [kind: string, place: RegExp, instead: string]>> = {
  "interpreter/body_interpreter.ts": [
    "ColdOp",
    /switch \(code\[place\]\) \{/g,
    "notes[code[place]!] = 1; $&",
  ],
  "stages/native_backend/index.ts": [
    "HostRequest",
    /request = this\.enter\([^;]*\);/g,
    "$& notes[request] = 1;",
  ],
  "plugins/stage_calls.ts": ["Status", /const status = entry\.call\([^;]*\);/, "$& notes[status] = 1;"],
  "stages/portable_module.ts": ["Status", /const status = this\.call\([^;]*\);/, "$& notes[status] = 1;"],
  "abi/body_error.ts": ["BodyFault", /describeFault\(fault, value\);/, "$& notes[fault] = 1;"],
};

const isName = (name: string) => Number.isNaN(Number(name));
const kinds: Readonly<Record<string, Readonly<Record<string, number | string>>>> = {
  Status,
  HostRequest,
  BodyFault,
  ColdOp,
};

/** What no case can reach, and why. This list may only shrink. */
const exceptions: Readonly<Record<string, string>> = {
  "Status.badRequest": "no request of this host is one; the fuzzers' and tests/parser.test.ts send some",
  "Status.invalidIr": "no stage gives ForthIR that breaks a rule; tests/ir/ir.test.ts does",
  "Status.outOfMemory": "the system has memory; tests/fallbacks.test.ts says that it has none",
};

/** What comes up, by kind, in a run from the checkout of a folder. */
function valuesSeen(folder: string): Record<string, number[]> {
  const copy = join(folder, "checkout");
  const changed: string[] = [];
  instrumentedCopy(projectRoot, copy, (source, file) => {
    const [kind, place, instead = ""] = places[file] ?? [];
    if (place === undefined || !source.match(place)) return source;
    changed.push(file);
    return `${source.replace(place, instead)}\nconst notes = globalThis.notesOf("${kind}");\n`;
  });
  expect(changed.sort()).toEqual(Object.keys(places).sort());
  const [notes, script] = ["value_notes.ts", "seen_values.ts"].map((name) => join(copy, "tests/forth", name));
  const command = [process.execPath, "--preload", notes as string, script as string];
  const child = Bun.spawnSync(command, { cwd: copy });
  if (child.exitCode !== 0) throw new Error(child.stderr.toString());
  return JSON.parse(child.stdout.toString());
}

test.skipIf(!allRun)(
  "every status, request of native code, fault of a body and cold operation is seen",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "fastforth-values-"));
    try {
      const seen = valuesSeen(folder);
      const unseen = Object.entries(kinds).flatMap(([kind, names]) =>
        Object.entries(names)
          .filter(([name, value]) => isName(name) && !seen[kind]?.includes(value as number))
          .map(([name]) => `${kind}.${name}`),
      );
      expect(unseen.sort()).toEqual(Object.keys(exceptions).sort());
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  300_000,
);
