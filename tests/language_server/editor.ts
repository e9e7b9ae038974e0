/** An editor without a screen: starts the executable as editors do, and speaks the protocol with it. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Diagnostic, InitializeResult, Position, PublishDiagnosticsParams } from "vscode-languageserver";
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { executable } from "../cli/fastforth.ts";

export class Editor {
  private readonly own = mkdtempSync(join(tmpdir(), "fastforth-editor-"));
  /** What the editor has open. */
  readonly folder: string;
  readonly connection: MessageConnection;
  readonly process: ChildProcessWithoutNullStreams;
  capabilities: InitializeResult["capabilities"] = {};
  /** How often the server has asked for colours to be asked for again. */
  refreshes = 0;
  private readonly versions = new Map<string, number>();
  private readonly texts = new Map<string, string>();
  private readonly told = new Map<string, PublishDiagnosticsParams>();
  private readonly listeners = new Set<() => void>();

  /** @param folder by default a new one, which goes with the editor */
  constructor(folder?: string, program = executable) {
    this.folder = folder ?? this.own;
    this.process = spawn(program, ["lsp"], { cwd: this.folder });
    this.connection = createMessageConnection(
      new StreamMessageReader(this.process.stdout),
      new StreamMessageWriter(this.process.stdin),
    );
    this.connection.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) => {
      this.told.set(params.uri, params);
      for (const listener of this.listeners) listener();
    });
    this.connection.onRequest("workspace/semanticTokens/refresh", () => {
      this.refreshes++;
      return null;
    });
    this.connection.listen();
  }

  async start(): Promise<void> {
    const { capabilities } = await this.connection.sendRequest<InitializeResult>("initialize", {
      processId: process.pid,
      rootUri: pathToFileURL(this.folder).href,
      workspaceFolders: [{ uri: pathToFileURL(this.folder).href, name: "test" }],
      capabilities: { workspace: { semanticTokens: { refreshSupport: true } } },
    });
    this.capabilities = capabilities;
    await this.connection.sendNotification("initialized", {});
  }

  /** Ends the server as editors do; gives its exit code. */
  async stop(): Promise<number | null> {
    const ended = new Promise<number | null>((heard) => this.process.once("exit", heard));
    await this.connection.sendRequest("shutdown");
    await this.connection.sendNotification("exit");
    const code = await ended;
    this.connection.dispose();
    rmSync(this.own, { recursive: true, force: true });
    return code;
  }

  uri(name: string): string {
    return pathToFileURL(resolve(this.folder, name)).href;
  }

  /** Writes a file that no editor has open. */
  write(name: string, text: string): void {
    mkdirSync(dirname(join(this.folder, name)), { recursive: true });
    writeFileSync(join(this.folder, name), text);
  }

  async open(name: string, text: string): Promise<void> {
    this.versions.set(name, 1);
    this.texts.set(name, text);
    await this.connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri: this.uri(name), languageId: "forth", version: 1, text },
    });
  }

  async change(name: string, text: string): Promise<void> {
    await this.changed(name, text, { text });
  }

  /** Puts a text in the place of so many characters of a line. */
  async replace(name: string, start: Position, length: number, text: string): Promise<void> {
    const lines = (this.texts.get(name) ?? "").split("\n");
    const line = lines[start.line] ?? "";
    lines[start.line] = line.slice(0, start.character) + text + line.slice(start.character + length);
    const end = { line: start.line, character: start.character + length };
    await this.changed(name, lines.join("\n"), { range: { start, end }, text });
  }

  /** A line of a text as it is now; lines from 0. */
  lineOf(name: string, line: number): string {
    return (this.texts.get(name) ?? "").split("\n")[line] ?? "";
  }

  private async changed(name: string, text: string, change: object): Promise<void> {
    const version = (this.versions.get(name) ?? 0) + 1;
    this.versions.set(name, version);
    this.texts.set(name, text);
    await this.connection.sendNotification("textDocument/didChange", {
      textDocument: { uri: this.uri(name), version },
      contentChanges: [change],
    });
  }

  /** What is said of the version of a text that the editor has now. */
  async diagnostics(name: string): Promise<Diagnostic[]> {
    const uri = this.uri(name);
    for (;;) {
      const told = this.told.get(uri);
      if (told !== undefined && told.version === this.versions.get(name)) return told.diagnostics;
      await new Promise<void>((heard) => {
        const listener = () => {
          this.listeners.delete(listener);
          heard();
        };
        this.listeners.add(listener);
      });
    }
  }

  /** Asks about a file. */
  ask<Answer>(method: string, name: string, more: object = {}): Promise<Answer> {
    return this.connection.sendRequest<Answer>(method, { textDocument: { uri: this.uri(name) }, ...more });
  }
}

/** A text with a bar where the cursor is, and the place of that. */
export function withCursor(marked: string): { text: string; position: Position } {
  const at = marked.indexOf("‸");
  const before = marked.slice(0, at).split("\n");
  return {
    text: marked.replace("‸", ""),
    position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 },
  };
}
