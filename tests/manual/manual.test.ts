// Every example of the manual runs, and gives what the page shows.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../release/steps.ts";
import { executable } from "../cli/fastforth.ts";
import { blocksOf, commandsOf, isShown } from "./page_examples.ts";

const manual = join(projectRoot, "src", "manual");
const pages = readdirSync(manual).filter((name) => name.endsWith(".md"));

let bin = "";
beforeAll(() => {
  bin = mkdtempSync(join(tmpdir(), "fastforth-manual-"));
  symlinkSync(executable, join(bin, "fastforth"));
});
afterAll(() => rmSync(bin, { recursive: true }));

async function run(command: readonly string[], cwd: string, stdin = "") {
  const child = Bun.spawn([...command], {
    cwd,
    env: {
      ...process.env,
      PATH: `${bin}:${process.env.PATH}`,
      HOME: cwd,
      NO_COLOR: "1",
      GITHUB_ACTIONS: undefined,
    },
    stdin: new TextEncoder().encode(stdin),
    stdout: "pipe",
    stderr: "pipe",
    timeout: 30_000,
  });
  const [out, err] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  await child.exited;
  return { out, err };
}

/** Blanks and line ends do not count where a page shows several results side by side. */
const words = (text: string) => text.trim().split(/\s+/);

describe.each(pages)("%s", (page) => {
  const blocks = blocksOf(readFileSync(join(manual, page), "utf8"));
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "fastforth-page-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  for (const [index, { kind, file, text, line }] of blocks.entries()) {
    if (kind === "output" || kind === "error") continue;
    test(`line ${line}`, async () => {
      if (kind === "console") {
        for (const { command, output } of commandsOf(text)) {
          const { out } = await run(["bash", "-c", `{ ${command}\n} 2>&1`], folder);
          const lines = out.trimEnd().split("\n");
          if (!isShown(output, lines))
            expect(`$ ${command}\n${out}`).toBe(`$ ${command}\n${output.join("\n")}`);
        }
        return;
      }
      expect(["forth", "session"]).toContain(kind);
      if (file !== undefined) return writeFileSync(join(folder, file), text);
      writeFileSync(join(folder, "example.fth"), text);
      const answers = blocks.slice(index + 1, index + 3);
      const { out, err } = await run(["fastforth", "example.fth"], folder);
      const expected = answers[0]?.kind === "output" ? answers[0].text : undefined;
      const message = answers.find(
        (answer, at) => answer.kind === "error" && (at === 0 || expected !== undefined),
      );
      expect(expected !== undefined || message !== undefined).toBe(true);
      if (expected !== undefined) expect(words(out)).toEqual(words(expected));
      if (message === undefined) expect(err).toBe("");
      for (const part of message?.text.trim().split("\n") ?? []) expect(err).toContain(part);
    });
  }
});
