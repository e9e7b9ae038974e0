// Starts the language server, and offers to run, check and test files.
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

/** @type {LanguageClient | undefined} */
let client;

const executable = () => vscode.workspace.getConfiguration("fastforth").get("path") || "fastforth";

async function start() {
  const server = { command: executable(), args: ["lsp"] };
  client = new LanguageClient("fastforth", "FastForth", server, {
    documentSelector: [{ language: "forth" }],
  });
  try {
    await client.start();
  } catch (error) {
    const message = `FastForth does not start: ${error.message}. Is it installed, and named by fastforth.path?`;
    vscode.window.showErrorMessage(message);
  }
}

/** @param {{ command: "run" | "check" | "test", file?: string }} definition */
function taskOf(definition, scope = vscode.TaskScope.Workspace) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: VS Code puts the path there.
  const { command, file = "${file}" } = definition;
  const execution = new vscode.ProcessExecution(executable(), [command, file]);
  const name = `${command} ${definition.file ?? "the open file"}`;
  const whole = { type: "fastforth", ...definition };
  const task = new vscode.Task(whole, scope, name, "fastforth", execution, "$fastforth");
  if (command === "test") task.group = vscode.TaskGroup.Test;
  if (command === "check") task.group = vscode.TaskGroup.Build;
  return task;
}

exports.activate = async (context) => {
  const { subscriptions } = context;
  subscriptions.push(
    vscode.tasks.registerTaskProvider("fastforth", {
      provideTasks: () => ["run", "check", "test"].map((command) => taskOf({ command })),
      resolveTask: ({ definition, scope }) => taskOf(definition, scope),
    }),
    vscode.commands.registerCommand("fastforth.runFile", () =>
      vscode.tasks.executeTask(taskOf({ command: "run" })),
    ),
    vscode.commands.registerCommand("fastforth.restart", async () => {
      await client?.stop();
      await start();
    }),
  );
  await start();
};

exports.deactivate = () => client?.stop();
