/** Every Forth case under tests/forth, one test a file and stage specification. */

import { describe, expect, test } from "bun:test";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { differences, parseCase, withOutput } from "./forth/case";
import { runForth, runnableStageSpecs } from "./forth/run";

const timeoutMs = 10_000;
const updateGolden = process.env.UPDATE_GOLDEN === "1";
const forthFolder = join(import.meta.dir, "forth");
const files = [...new Bun.Glob("{language,error,limit,regression}/*.fth").scanSync(forthFolder)].sort();

for (const stages of runnableStageSpecs()) {
  describe(`stages ${stages}`, () => {
    for (const file of files) {
      test(
        file,
        async () => {
          const path = join(forthFolder, file);
          const source = await readFile(path, "utf8");
          const expected = parseCase(source);
          const result = await runForth({
            file: path,
            args: expected.args,
            stdin: expected.stdin.map((line) => `${line}\n`).join(""),
            stages,
            timeoutMs,
          });
          if (updateGolden) await writeFile(path, withOutput(source, result.stdout));
          else expect(differences(expected, result).join("\n")).toBe("");
        },
        timeoutMs + 5_000,
      );
    }
  });
}
