/**
 * The extension for VS Code, in a VS Code that is none: what it registers when it is activated, what its tasks run, and
 * whether its problem matcher reads what FastForth prints. With FASTFORTH_TEST_RELEASE=1 it is packed, and what lies in the
 * package is started with the client inside it.
 */
import { expect, test } from "bun:test";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { projectRoot } from "../../release/steps.ts";
import { executable, fastforth, file } from "../cli/fastforth.ts";
import { type VisualStudioCode, visualStudioCode } from "./vscode_stub.ts";

const folder = join(projectRoot, "release", "editors", "vscode");
const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));

interface Extension {
  activate(context: { subscriptions: unknown[] }): Promise<void>;
  deactivate(): Promise<void> | undefined;
}

/** @param modules what it requires besides Node's own */
function load(path: string, modules: Readonly<Record<string, unknown>>): Extension {
  const module = { exports: {} as Extension };
  const own = createRequire(path);
  const require = (name: string): unknown => modules[name] ?? own(name);
  new Function("require", "module", "exports", readFileSync(path, "utf8"))(require, module, module.exports);
  return module.exports;
}

interface StartedClient {
  readonly id: string;
  readonly server: { readonly command: string; readonly args: readonly string[] };
  readonly options: unknown;
  isRunning: boolean;
}

async function activated(): Promise<{
  code: VisualStudioCode;
  extension: Extension;
  clients: StartedClient[];
}> {
  const clients: StartedClient[] = [];
  class LanguageClient implements StartedClient {
    isRunning = false;
    constructor(
      readonly id: string,
      _name: string,
      readonly server: StartedClient["server"],
      readonly options: unknown,
    ) {
      clients.push(this);
    }
    async start(): Promise<void> {
      this.isRunning = true;
    }
    async stop(): Promise<void> {
      this.isRunning = false;
    }
  }
  const code = visualStudioCode(executable);
  const modules = { vscode: code.module, "vscode-languageclient/node": { LanguageClient } };
  const extension = load(join(folder, "extension.js"), modules);
  await extension.activate({ subscriptions: [] });
  return { code, extension, clients };
}

test("it starts the server that the setting names, once, and again when it is told to", async () => {
  const { code, extension, clients } = await activated();
  expect(clients.map(({ server }) => server)).toEqual([{ command: executable, args: ["lsp"] }]);
  expect(clients[0]?.options).toEqual({ documentSelector: [{ language: "forth" }] });
  await code.commands.get("fastforth.restart")?.();
  expect(clients.map(({ isRunning }) => isRunning)).toEqual([false, true]);
  await extension.deactivate();
  expect(clients.map(({ isRunning }) => isRunning)).toEqual([false, false]);
});

test("a task that begins takes none of the server's problems away", async () => {
  // VS Code forgets what the owner of a task's matcher has reported; the client owns the problems under its own name.
  const { clients } = await activated();
  for (const { owner } of manifest.contributes.problemMatchers) expect(owner).not.toBe(clients[0]?.id);
});

test("what the manifest promises is there", async () => {
  const { code } = await activated();
  const { commands, languages, grammars, taskDefinitions, problemMatchers } = manifest.contributes;
  expect([...code.commands.keys()].sort()).toEqual(
    commands.map(({ command }: { command: string }) => command).sort(),
  );
  expect([...code.taskProviders.keys()]).toEqual(taskDefinitions.map(({ type }: { type: string }) => type));
  expect(manifest.activationEvents).toEqual(["onLanguage:forth", "onTaskType:fastforth"]);
  for (const path of [languages[0].configuration, grammars[0].path, "LICENSE", "README.md"])
    expect(existsSync(join(folder, path))).toBe(true);
  for (const { execution, problemMatchers: matcher } of code.taskProviders.get("fastforth")?.provideTasks() ??
    []) {
    expect(execution.process).toBe(executable);
    expect(taskDefinitions[0].properties.command.enum).toContain(execution.args[0]);
    expect(matcher).toBe(`$${problemMatchers[0].name}`);
  }
});

/** A problem as VS Code reads it from a line. */
function problemIn(line: string): Record<string, string | undefined> | undefined {
  const { regexp, ...groups } = manifest.contributes.problemMatchers[0].pattern;
  const found = new RegExp(regexp).exec(line);
  if (found === null) return undefined;
  return Object.fromEntries(Object.entries(groups).map(([name, at]) => [name, found[at as number]]));
}

const problemsIn = (text: string) =>
  text
    .split("\n")
    .map(problemIn)
    .filter((problem) => problem !== undefined);

test("its tasks report problems where they are", async () => {
  const { code } = await activated();
  const provider = code.taskProviders.get("fastforth");
  const report = async (command: string, path: string) => {
    const task = provider?.resolveTask({ definition: { type: "fastforth", command, file: path } });
    const { out, err } = await fastforth(task?.execution.args ?? []);
    return problemsIn(`${out}\n${err}`);
  };
  const wrong = file("wrong.fth", ": f ( n -- n n ) dup * ;\n1 tpye\n");
  expect(await report("check", wrong)).toMatchObject([
    { file: wrong, line: "1", column: "5", severity: "error", code: "stack-comment" },
    { file: wrong, line: "2", column: "3", severity: "error", code: "unknown-name" },
  ]);
  expect(await report("run", wrong)).toMatchObject([
    { file: wrong, line: "2", column: "3", severity: "error", message: "Undefined word: tpye (THROW -13)" },
  ]);
  const tests = file("sums_test.fth", "T{ 1 2 + -> 4 }T\n");
  expect(await report("test", tests)).toMatchObject([{ line: "1", column: "1" }]);
});

test("other lines are no problems", () => {
  for (const line of [
    "ok",
    "  1 | : f dup ;",
    "12:30:45 it is late",
    "http://127.0.0.1:80: no",
    "  at a.fth:3:4",
  ])
    expect([line, problemIn(line)]).toEqual([line, undefined]);
});

test.skipIf(process.env.FASTFORTH_TEST_RELEASE !== "1")(
  "the package: its client and the server understand each other",
  async () => {
    // As deep as the extension lies in the checkout, since it is built by the checkout's Bun.
    const copy = join(projectRoot, "dist", ".tests", `vscode-${process.pid}`);
    mkdirSync(copy, { recursive: true });
    try {
      cpSync(folder, copy, { recursive: true, filter: (path) => !path.includes("node_modules") });
      const run = (...command: string[]) => {
        const child = Bun.spawnSync(command, { cwd: copy, stdout: "pipe", stderr: "pipe" });
        expect([command, child.exitCode, child.stderr.toString()]).toEqual([command, 0, expect.any(String)]);
      };
      run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
      run(
        "npx",
        "--yes",
        "@vscode/vsce@4.1.0",
        "package",
        "--no-dependencies",
        "--skip-license",
        "--allow-missing-repository",
      );
      const [packed = "none"] = readdirSync(copy).filter((name) => name.endsWith(".vsix"));
      run("python3", "-m", "zipfile", "-e", packed, "unpacked");
      const main = join(copy, "unpacked", "extension", manifest.main);
      const code = visualStudioCode(executable);
      const extension = load(main, { vscode: code.module });
      await extension.activate({ subscriptions: [] });
      expect(code.messages).toEqual([]);
      for (const kind of [
        "Hover",
        "Completion",
        "Definition",
        "InlayHints",
        "DocumentSemanticTokens",
        "Rename",
      ])
        expect(code.calls.join("\n")).toMatch(
          new RegExp(`^languages\\.register${kind}(Item)?Provider$`, "m"),
        );
      await extension.deactivate();
    } finally {
      rmSync(copy, { recursive: true });
    }
  },
  600_000,
);
