import { expect, test } from "bun:test";
import { ABI_VERSION, LAYOUT_HASH } from "../../src/abi/bindings.ts";
import { embeddedLibrary } from "../../src/plugins/embedded.ts";
import { PluginError, type PluginFault } from "../../src/plugins/errors.ts";
import { type ExpectedStage, openStage } from "../../src/plugins/handshake.ts";
import { VerifiedLibrary } from "../../src/plugins/verified_load.ts";
import { buildFixture, expectation, type Fixture, fixtureLibrary } from "./fixture_library.ts";

const entryPoints = { fixture_count: { args: [], returns: "u32" } } as const;
const parser: ExpectedStage = { stage: "parser", versionRange: "^1.2.0" };

function open(bytes: Uint8Array, expected = parser) {
  return openStage(VerifiedLibrary.verify("fixture", bytes, expectation(bytes)), expected, entryPoints);
}

test("a stage that speaks this ABI is opened with its entry points and its version", () => {
  const stage = open(fixtureLibrary());
  expect([stage.stage, stage.version, stage.symbols.fixture_count()]).toEqual(["parser", "1.2.3", 1]);
  stage.close();
});

const wrong: readonly [PluginFault, string, Fixture][] = [
  ["abi", "an older ABI", { abiVersion: ABI_VERSION - 1 }],
  ["abi", "a newer ABI", { abiVersion: ABI_VERSION + 1 }],
  ["layout", "another layout", { layoutHash: LAYOUT_HASH ^ 1n }],
  ["layout", "another layout, told in the highest bit", { layoutHash: LAYOUT_HASH ^ (1n << 63n) }],
  ["stage", "another stage", { stage: "backend" }],
  ["stage", "a name that only begins like the stage", { stage: "parser2" }],
  ["version", "a version below the range", { version: "1.1.9" }],
  ["version", "a version above the range", { version: "2.0.0" }],
  ["version", "no version", { version: "" }],
  ["version", "a version that is none", { version: "latest" }],
];

for (const [fault, what, fixture] of wrong) {
  test(`${what} is refused`, () => {
    const bytes = fixtureLibrary(fixture);
    try {
      open(bytes).close();
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(PluginError);
      expect((error as PluginError).fault).toBe(fault);
    }
  });
}

test("a library without a handshake is refused by the function that it lacks", () => {
  const bytes = buildFixture("export fn fixture_count() u32 { return 1; }");
  expect(() => open(bytes)).toThrow("it does not export ff_abi_version");
});

test("the parser that was built is the parser of this ABI", () => {
  const library = embeddedLibrary("parser");
  if (library === undefined) throw new Error("The parser library was not built.");
  const stage = openStage(library, { stage: "parser" }, { parse_forth: { args: ["ptr"], returns: "u32" } });
  expect(stage.stage).toBe("parser");
  stage.close();
});
