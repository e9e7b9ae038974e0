/**
 * Scripts for PowerShell, which runs nowhere that they are tested: read by its grammar, with each command that they call
 * among the known ones and each variable that they read set before.
 */
import { beforeAll, expect, test } from "bun:test";
import { createRequire } from "node:module";
import { Language, type Node, Parser } from "web-tree-sitter";
import { installers } from "../../release/packages/installers.ts";
import { completionScript } from "../../src/commands/completions.ts";
import { commandExamples, commands } from "../../src/commands/index.ts";

let parser: Parser;
beforeAll(async () => {
  await Parser.init();
  parser = new Parser();
  const { resolve } = createRequire(import.meta.url);
  parser.setLanguage(await Language.load(resolve("tree-sitter-powershell/tree-sitter-powershell.wasm")));
});

/** Cmdlets and functions that Windows PowerShell 5.1 and PowerShell 7 both have. */
const known = new Set(
  `Copy-Item Expand-Archive ForEach-Object Get-ChildItem Get-Content Get-FileHash Invoke-WebRequest Join-Path Move-Item
  New-Item Out-Null Register-ArgumentCompleter Remove-Item Select-Object Split-Path Test-Path Where-Object
  Write-Error Write-Host`
    .split(/\s+/)
    .map((name) => name.toLowerCase()),
);
/** Variables that PowerShell sets. */
const automatic = new Set(["_", "args", "false", "lastexitcode", "null", "pscommandpath", "true"]);

function* nodesOf(node: Node): Generator<Node> {
  yield node;
  for (const child of node.children) if (child !== null) yield* nodesOf(child);
}

/** What is wrong in a script, as far as reading tells. */
function faultsOf(text: string): string[] {
  const tree = parser.parse(text);
  if (tree === null) return ["it was not read"];
  const all = [...nodesOf(tree.rootNode)];
  const at = (node: Node) => `line ${node.startPosition.row + 1}: ${node.text.slice(0, 40)}`;
  const named = (type: string) => all.filter((node) => node.type === type);
  const functions = new Set(named("function_name").map((node) => node.text.toLowerCase()));
  const isKnown = ({ text: name }: Node) =>
    known.has(name.toLowerCase()) || functions.has(name.toLowerCase());
  const nameOf = (node: Node) => node.text.replace(/^[$@]\{?|\}$/g, "").toLowerCase();
  const variables = named("variable");
  const sets = new Set([
    ...named("left_assignment_expression").map(nameOf),
    ...named("script_parameter").flatMap((node) => variablesIn(node)),
    ...named("foreach_statement").map((node) => variablesIn(node)[0] ?? ""),
  ]);
  function variablesIn(node: Node): string[] {
    return [...nodesOf(node)].filter(({ type }) => type === "variable").map(nameOf);
  }
  return [
    ...all.filter((node) => node.isError || node.isMissing).map((node) => `not PowerShell, ${at(node)}`),
    ...named("command_name")
      .filter((node) => !isKnown(node))
      .map((node) => `no such command, ${at(node)}`),
    ...variables
      .filter((node) => !nameOf(node).startsWith("env:"))
      .filter((node) => !automatic.has(nameOf(node)) && !sets.has(nameOf(node)))
      .map((node) => `never set, ${at(node)}`),
  ];
}

const installer = (): string => {
  const key = { public: "00".repeat(32), keyType: "ed25519" } as never;
  const release = { version: "1.2.3" } as never;
  const script = installers(release, "https://releases.example/", [key]).find(
    ({ path }) => path === "install.ps1",
  );
  return new TextDecoder().decode(script?.bytes);
};

test("install.ps1", () => {
  expect(installer()).toContain("function Install-FastForth");
  expect(faultsOf(installer())).toEqual([]);
});

test("the completions", async () => {
  const script = await completionScript("powershell", { commands, examples: commandExamples });
  expect(faultsOf(script)).toEqual([]);
});

test("a fault is found", () => {
  const sound = installer();
  expect(faultsOf(sound.replace("} finally {", "finally {"))).not.toEqual([]);
  expect(faultsOf(sound.replace("Get-FileHash", "Get-FileHsah"))).toContainEqual(
    expect.stringContaining("no such command"),
  );
  expect(faultsOf(sound.replace("$wanted = ", "$wnted = "))).toContainEqual(
    expect.stringContaining("never set"),
  );
});
