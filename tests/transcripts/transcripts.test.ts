/**
 * A newcomer's first ten minutes on a terminal: FastForth shows what `first-ten-minutes.md` says. The page has gforth's
 * screen beside it. UPDATE_GOLDEN=1 writes both, gforth's where one is named by GFORTH or found.
 */
import { expect, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { executable } from "../cli/fastforth.ts";
import { firstMinutes } from "./first_minutes.ts";
import { replay } from "./replay.ts";
import { hasTmux } from "./tmux.ts";

const path = join(import.meta.dir, "first-ten-minutes.md");
/** Milliseconds without a change after which a screen counts; a busy machine needs more. */
const patience = [400, 1500];
const MINUTES = 60_000;

const introduction = `# A newcomer's first ten minutes

The same keys, typed to FastForth and to gforth 0.7.9 on a terminal of 80 columns and 24 rows. \`transcripts.test.ts\` types them to FastForth again.
`;

function page(own: readonly (readonly string[])[], other: readonly (readonly string[])[]): string {
  const block = (name: string, rows: readonly string[] = []) =>
    `\n${name}:\n\n\`\`\`\n${rows.join("\n")}\n\`\`\`\n`;
  const steps = firstMinutes.map(
    ({ title, remark }, at) =>
      `\n## ${title}\n\n${remark}\n${block("FastForth", own[at])}${block("gforth", other[at])}`,
  );
  return introduction + steps.join("");
}

/** The screens of one of them, as the page has them. */
function kept(name: "FastForth" | "gforth"): string[][] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, "utf8");
  const blocks = text.matchAll(new RegExp(`\\n${name}:\\n\\n\`\`\`\\n([\\s\\S]*?)\\n\`\`\`\\n`, "g"));
  return [...blocks].map(([, rows = ""]) => rows.split("\n"));
}

/** Without what differs from one machine and run to the next. */
const plain = (rows: readonly string[]): string[] =>
  rows.map((row) => row.replace(/\S*\/gforth\/[^/]+\//g, "…/").replace(/\$[0-9A-F]{4,}/g, "$…"));

test.skipIf(!hasTmux || process.platform !== "linux")(
  "FastForth on a terminal, as the page has it",
  async () => {
    if (process.env.UPDATE_GOLDEN === "1") {
      const gforth = process.env.GFORTH ?? Bun.which("gforth");
      const other = gforth === null ? kept("gforth") : (await replay(gforth, firstMinutes, 800)).map(plain);
      writeFileSync(path, page(await replay(executable, firstMinutes, 800), other));
    }
    let shown: string[][] = [];
    for (const stillness of patience) {
      shown = await replay(executable, firstMinutes, stillness);
      if (Bun.deepEquals(shown, kept("FastForth"))) break;
    }
    expect(shown).toEqual(kept("FastForth"));
    // It is also a page of what is new here: nothing of it is left out.
    expect(readFileSync(path, "utf8")).toBe(page(shown, kept("gforth")));
  },
  5 * MINUTES,
);

if (!hasTmux) console.log("the transcripts are not replayed: there is no tmux here");
