/** As much of VS Code as an extension asks for when it is activated: whatever is not here answers with something empty. */

export interface VisualStudioCode {
  /** What `require("vscode")` gives. */
  readonly module: Record<string, unknown>;
  /** Names of what was called or registered, such as `languages.registerHoverProvider`. */
  readonly calls: string[];
  readonly commands: Map<string, (...args: unknown[]) => unknown>;
  readonly taskProviders: Map<string, TaskProvider>;
  readonly messages: string[];
}

interface TaskProvider {
  provideTasks(): StubTask[];
  resolveTask(task: unknown): StubTask;
}

interface StubTask {
  readonly definition: Record<string, unknown>;
  readonly name: string;
  readonly execution: { readonly process: string; readonly args: readonly string[] };
  readonly problemMatchers: string;
  readonly group?: string;
}

class Disposable {
  static from(): Disposable {
    return new Disposable();
  }
  dispose(): void {}
}

/** @param executable the setting `fastforth.path` */
export function visualStudioCode(executable: string): VisualStudioCode {
  const calls: string[] = [];
  const commands = new Map<string, (...args: unknown[]) => unknown>();
  const taskProviders = new Map<string, TaskProvider>();
  const messages: string[] = [];
  const known: Record<string, unknown> = {
    Disposable,
    version: "1.91.0",
    Task: class {
      group: string | undefined;
      constructor(
        readonly definition: unknown,
        readonly scope: unknown,
        readonly name: string,
        readonly source: string,
        readonly execution: unknown,
        readonly problemMatchers: unknown,
      ) {}
    },
    ProcessExecution: class {
      constructor(
        readonly process: string,
        readonly args: readonly string[],
      ) {}
    },
    TaskGroup: { Test: "test", Build: "build" },
    TaskScope: { Workspace: 2 },
    "tasks.registerTaskProvider": (type: string, provider: TaskProvider) => {
      taskProviders.set(type, provider);
      return new Disposable();
    },
    "commands.registerCommand": (name: string, run: (...args: unknown[]) => unknown) => {
      commands.set(name, run);
      return new Disposable();
    },
    "workspace.getConfiguration": () => ({
      get: (name: string, otherwise?: unknown) => (name === "path" ? executable : otherwise),
    }),
    "workspace.textDocuments": [],
    "workspace.workspaceFolders": undefined,
    "workspace.notebookDocuments": [],
    "env.language": "en",
    "env.appName": "a test",
    "window.visibleTextEditors": [],
    "window.activeTextEditor": undefined,
    "window.tabGroups.all": [],
    "window.showErrorMessage": async (text: string) => {
      messages.push(text);
    },
  };
  const module = anything("", known, calls) as Record<string, unknown>;
  return { module, calls, commands, taskProviders, messages };
}

/** An object, a class and a function at once, with every property. */
function anything(path: string, known: Readonly<Record<string, unknown>>, calls: string[]): unknown {
  const own = new Map<PropertyKey, unknown>();
  const target = class {};
  return new Proxy(target, {
    get: (_, name) => {
      if (own.has(name)) return own.get(name);
      const whole = path === "" ? String(name) : `${path}.${String(name)}`;
      if (whole in known) return known[whole];
      if (name === "prototype") return target.prototype;
      // What is awaited shall be done, and what is iterated over be empty.
      if (name === "then" || typeof name === "symbol")
        return name === Symbol.iterator ? [][Symbol.iterator] : undefined;
      const value = anything(whole, known, calls);
      own.set(name, value);
      return value;
    },
    set: (_, name, value) => own.set(name, value) !== undefined,
    has: () => true,
    apply: () => {
      calls.push(path);
      return anything(`${path}()`, known, calls);
    },
    construct: (_, __, newTarget) => {
      const made = Reflect.construct(Object, [], newTarget) as object;
      return newTarget.prototype === target.prototype
        ? (anything(`${path}()`, known, calls) as object)
        : made;
    },
  });
}
