// `fastforth plugins` without an installed release; tests/update/command.test.ts has it with one.

import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../release/steps.ts";
import { ABI_VERSION } from "../../src/abi/bindings.ts";
import { fastforth, scratch } from "./fastforth.ts";

const settings = { env: { HOME: scratch, XDG_DATA_HOME: undefined } };

describe("plugins", () => {
  test("lists the four stages in order", async () => {
    const { code, out, err } = await fastforth(["plugins"], settings);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const rows = out.trimEnd().split("\n");
    expect(rows.map((row) => row.split(/\s+/)[0])).toEqual([
      "stage",
      "parser",
      "compiler",
      "optimizer",
      "backend",
    ]);
    for (const row of rows.slice(1))
      expect(row).toMatch(
        /^\w+ +\d+\.\d+\.\d+ +embedded +1 +\d+\.\d kB +[0-9a-f]{12} +part of the executable$/,
      );
  });

  test("tells scripts the hash of the library that was built in", async () => {
    const { code, out } = await fastforth(["plugins", "--json"], settings);
    expect(code).toBe(0);
    const { stages, platform, abi } = JSON.parse(out);
    expect(abi.version).toBe(ABI_VERSION);
    for (const { stage, sha256, byteLength, passedOver } of stages) {
      const bytes = readFileSync(join(projectRoot, "dist", "plugins", `${stage}-${platform}.so`));
      const hash = createHash("sha256").update(bytes).digest("hex");
      expect({ stage, sha256, byteLength }).toEqual({ stage, sha256: hash, byteLength: bytes.length });
      expect(passedOver).toEqual([]);
    }
  });

  test("says the same as --version --json", async () => {
    const { stages } = JSON.parse((await fastforth(["plugins", "--json"], settings)).out);
    const version = JSON.parse((await fastforth(["--version", "--json"], settings)).out);
    for (const { stage, ...description } of stages)
      expect(version.stages[stage]).toEqual({ uses: "plugin", ...description });
  });

  test("takes no other arguments, and has a help", async () => {
    const wrong = await fastforth(["plugins", "parser"], settings);
    expect(wrong).toMatchObject({ code: 2, out: "" });
    expect(wrong.err).toContain("plugins does not understand parser");
    expect((await fastforth(["plugins", "--help"])).out).toMatch(/USAGE[\s\S]*EXAMPLES[\s\S]*EXIT CODES/);
    expect((await fastforth(["--help"])).out).toContain("fastforth plugins");
  });
});
