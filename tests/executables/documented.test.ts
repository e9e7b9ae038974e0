// The page of words says which words compiled programs have: UPDATE_GOLDEN=1 writes its table anew.
import { expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { SystemField, SystemFlag } from "../../src/forth/system_record.ts";
import { PieceArchive } from "../../src/linking/piece_archive.ts";
import { programRuntimeBytes } from "../../src/plugins/embedded_bytes.ts";
import { wordTable } from "../../src/reference/word_table.ts";
import { system } from "../../src/words/open_session.ts";
import { wordPagePath } from "../house/word_page.ts";

const TABLE = /^<!-- compiled programs -->\n[\s\S]*?^<!-- end -->$/m;

/** Words that TypeScript does while a program runs, by whether compiled programs have them, in the order of the page. */
function hostWords(architecture: "x64" | "arm64"): { there: string[]; missing: string[] } {
  const runtime = new PieceArchive(programRuntimeBytes(architecture));
  const there: string[] = [];
  const missing: string[] = [];
  for (const name of wordTable().words.keys()) {
    const number = system.numberOf(name);
    const flags = number === 0 ? 0 : system.field(number, SystemField.flags);
    if ((flags & SystemFlag.host) === 0 || (flags & (SystemFlag.immediate | SystemFlag.testing)) !== 0)
      continue;
    (runtime.has(`word ${name}`) ? there : missing).push(name);
  }
  return { there, missing };
}

const listed = (names: readonly string[]): string =>
  names
    .map((name) => (name.includes("`") ? `\`\` ${name} \`\`` : `\`${name.replaceAll("|", "\\|")}\``))
    .join(" ");

test("the page of words has the words of compiled programs", () => {
  const { there, missing } = hostWords("x64");
  const table = [
    "| in compiled programs | words |",
    "|---|---|",
    `| there | ${listed(there)} |`,
    `| missing | ${listed(missing)} |`,
  ].join("\n");
  const page = readFileSync(wordPagePath, "utf8");
  const made = page.replace(TABLE, () => `<!-- compiled programs -->\n${table}\n<!-- end -->`);
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(wordPagePath, made);
  else expect(page).toBe(made);
  expect(there.length).toBeGreaterThan(200);
});

test("they are the same on every processor", () => {
  expect(hostWords("arm64")).toEqual(hostWords("x64"));
});
