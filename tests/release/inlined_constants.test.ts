/** Numbers in the place of named constants: what the bundler is given. */
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { constantInliner } from "../../release/inlined_constants.ts";

const folder = mkdtempSync(join(tmpdir(), "fastforth-constants-"));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const contract = `export const Kind = {
  /** Said of it. */
  call: 2,
  far: -16,
  wide: 0x10,
  text: "x",
} as const;
export type Kind = (typeof Kind)[keyof typeof Kind];
`;

test("constants of a table become numbers in the modules that import it, and in its own", () => {
  file("contract.ts", contract);
  const other = file(
    "other.ts",
    'import { type Kind as Wanted, Kind } from "./contract.ts";\nconst Own = {\n  again: Kind.call,\n} as const;\n',
  );
  const imports = 'import { Kind as K } from "./contract.ts";\n';
  const user = file("user.ts", imports);
  const inlined = constantInliner(folder);
  expect(inlined(user, `${imports}f(K.call, K.far, K.wide)`)).toBe(`${imports}f(2, (-16), 16)`);
  expect(inlined(other, `${readFileSync(other, "utf8")}g(Own.again)`)).toEndWith("\ng(2)");
});

test("nothing else changes", () => {
  file("contract.ts", contract);
  const imports = 'import { Kind } from "./contract.ts";\n';
  const user = file("user.ts", imports);
  const text = `${imports}a.Kind.call; Kind.text; Kind.none; Kinds.call; $Kind.call; Kind.callee; of(Kind);`;
  const inlined = constantInliner(folder);
  expect(inlined(user, text)).toBe(text);
  expect(inlined(join(tmpdir(), "elsewhere.ts"), text)).toBe(text);
});
