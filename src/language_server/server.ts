/**
 * The language server: answers what editors ask about Forth programs. Programs are read as `fastforth check` reads them:
 * nothing of them reaches the outside.
 */
import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Readable, Writable } from "node:stream";
import {
  type Connection,
  DidChangeWatchedFilesNotification,
  type Hover,
  type InitializeParams,
  type InitializeResult,
  type Location,
  MessageType,
  type Position,
  ShowMessageNotification,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import { createConnection } from "vscode-languageserver/node";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { Analyses, type FileOfProgram } from "./analyses.ts";
import { completionsAt, resolvedCompletion } from "./completion.ts";
import { diagnosticsOf } from "./diagnostics.ts";
import { Documents, pathOf } from "./documents.ts";
import { formatted } from "./formatting.ts";
import { hoverOf } from "./hover.ts";
import { Navigation } from "./navigation.ts";
import { offsetIn, wordBounds } from "./positions.ts";
import { opaqueAround, type Target, targetOf } from "./program_index.ts";
import { legend, tokensOf } from "./semantic_tokens.ts";
import { signatureAt } from "./signature.ts";
import { stackHints } from "./stack_hints.ts";
import { foldingOf, outlineOf, workspaceSymbols } from "./symbols.ts";
import { RUN_TEST, type RunTestArguments, testLenses } from "./tests_of_file.ts";
import { Workspace } from "./workspace.ts";

export interface ServerOptions {
  readonly input: Readable;
  readonly output: Writable;
  readonly version: string;
  /** Runs the tests of a file, or the one of a name; gives what is to be shown of it. */
  readonly runTest: (path: string, name: string | undefined) => Promise<{ isGood: boolean; text: string }>;
}

/** Milliseconds without a change after which a text is checked. */
const PAUSE = 150;

/** Milliseconds behind that, after which the beginning of a program is loaded for the next change. */
const PREPARATION = 100;

/** Serves an editor until it goes. */
export function serve(options: ServerOptions): void {
  new LanguageServer(options).listen();
}

interface At {
  readonly textDocument: { readonly uri: string };
  readonly position: Position;
}

class LanguageServer {
  private readonly connection: Connection;
  private readonly documents = new Documents();
  private readonly workspace = new Workspace(this.documents);
  private readonly analyses: Analyses;
  private readonly navigation: Navigation;
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  private canWatch = false;

  constructor(private readonly options: ServerOptions) {
    this.connection = createConnection(options.input, options.output);
    this.analyses = new Analyses(this.documents, this.workspace, (path, error) =>
      this.connection.console.error(`${path} cannot be checked: ${textOf(error)}`),
    );
    this.navigation = new Navigation(this.analyses, this.documents);
    this.connection.onInitialize((params) => this.initialize(params));
    this.connection.onInitialized(() => this.initialized());
    this.answerAboutWords();
    this.answerAboutFiles();
    this.followTexts();
  }

  listen(): void {
    this.documents.texts.listen(this.connection);
    this.connection.listen();
  }

  private initialize({ workspaceFolders, rootUri, capabilities }: InitializeParams): InitializeResult {
    const uris = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
    this.workspace.folders = uris.map(pathOf);
    this.canWatch = capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    return {
      serverInfo: { name: "fastforth", version: this.options.version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        hoverProvider: true,
        completionProvider: { resolveProvider: true },
        signatureHelpProvider: { triggerCharacters: [" "] },
        definitionProvider: true,
        referencesProvider: true,
        documentHighlightProvider: true,
        renameProvider: { prepareProvider: true },
        documentSymbolProvider: true,
        workspaceSymbolProvider: true,
        foldingRangeProvider: true,
        semanticTokensProvider: { legend, full: true },
        inlayHintProvider: true,
        documentFormattingProvider: true,
        codeLensProvider: {},
        executeCommandProvider: { commands: [RUN_TEST] },
      },
    };
  }

  private initialized(): void {
    if (!this.canWatch) return;
    const watchers = [{ globPattern: "**/*.{fth,fs,4th,f,forth,frt,fr}" }];
    this.connection.client
      .register(DidChangeWatchedFilesNotification.type, { watchers })
      .catch((error) => this.connection.console.warn(textOf(error)));
  }

  // ---- texts -------------------------------------------------------------------------------------------------------

  private followTexts(): void {
    const { texts } = this.documents;
    texts.onDidOpen(({ document }) => {
      this.documents.opened(document);
      this.workspace.changed();
      this.analyses.forget();
      this.checkSoon(document.uri, 0);
    });
    texts.onDidChangeContent(({ document }) => {
      if (document.version > 0) this.checkSoon(document.uri, PAUSE);
    });
    texts.onDidSave(() => this.filesChanged());
    texts.onDidClose(({ document }) => {
      this.documents.closed(document);
      this.analyses.forget();
      clearTimeout(this.waiting.get(document.uri));
      this.waiting.delete(document.uri);
      this.tell(document.uri, []);
    });
    this.connection.onDidChangeWatchedFiles(() => this.filesChanged());
  }

  /** Other programs than the one at hand may include what has changed. */
  private filesChanged(): void {
    this.workspace.changed();
    this.analyses.forget();
    for (const { uri } of this.documents.texts.all()) this.checkSoon(uri, PAUSE);
  }

  private checkSoon(uri: string, pause: number): void {
    clearTimeout(this.waiting.get(uri));
    const timer = setTimeout(() => {
      this.waiting.delete(uri);
      const part = this.partOf(uri);
      if (part === undefined) return;
      this.tell(uri, diagnosticsOf(part, this.documents));
      const prepare = () => {
        this.waiting.delete(uri);
        this.analyses.prepare(pathOf(uri));
      };
      this.waiting.set(uri, setTimeout(prepare, PREPARATION));
    }, pause);
    this.waiting.set(uri, timer);
  }

  private tell(uri: string, diagnostics: ReturnType<typeof diagnosticsOf>): void {
    const version = this.documents.texts.get(uri)?.version;
    this.connection
      .sendDiagnostics({ uri, diagnostics, ...(version === undefined ? {} : { version }) })
      .catch((error) => this.connection.console.error(textOf(error)));
  }

  // ---- words -------------------------------------------------------------------------------------------------------

  private answerAboutWords(): void {
    const { connection, navigation } = this;
    connection.onHover((at): Hover | undefined => {
      const found = this.targetAt(at);
      return found && hoverOf(found.part, found.target);
    });
    connection.onDefinition((at) => {
      const found = this.targetAt(at);
      return found === undefined ? this.includedAt(at) : navigation.definition(found.target);
    });
    connection.onReferences((at) => {
      const found = this.targetAt(at);
      this.workspace.changed();
      return found && navigation.references(found.part, found.target, at.context.includeDeclaration);
    });
    connection.onDocumentHighlight((at) => {
      const found = this.targetAt(at);
      return found && navigation.inFile(found.part, found.target).map((range) => ({ range }));
    });
    connection.onPrepareRename((at) => {
      const part = this.partOf(at.textDocument.uri);
      return part && navigation.renamed(part, this.targetAt(at)?.target);
    });
    connection.onRenameRequest((at) => {
      const found = this.targetAt(at);
      this.workspace.changed();
      return found && navigation.rename(found.part, found.target, at.newName.trim());
    });
    connection.onCompletion((at) => {
      const document = this.document(at);
      return document && completionsAt(this.analyses.recent(pathOf(document.uri)), document, at.position);
    });
    connection.onCompletionResolve((item) => {
      const { file } = (item.data ?? {}) as { file?: string };
      return resolvedCompletion(item, file === undefined ? undefined : this.analyses.recent(resolve(file)));
    });
    connection.onSignatureHelp((at) => {
      const document = this.document(at);
      return document && signatureAt(this.analyses.recent(pathOf(document.uri)), document, at.position);
    });
  }

  // ---- files -------------------------------------------------------------------------------------------------------

  private answerAboutFiles(): void {
    const { connection, documents, workspace } = this;
    const about =
      <Result>(answer: (part: FileOfProgram) => Result) =>
      ({ textDocument }: { readonly textDocument: { readonly uri: string } }) => {
        const part = this.partOf(textDocument.uri);
        return part && answer(part);
      };
    connection.onDocumentSymbol(about(outlineOf));
    connection.onFoldingRanges(about(foldingOf));
    connection.languages.semanticTokens.on((at) => about(tokensOf)(at) ?? { data: [] });
    connection.languages.inlayHint.on((at) => about((part) => stackHints(part, at.range))(at));
    connection.onWorkspaceSymbol(({ query }) => workspaceSymbols(workspace, documents, query));
    connection.onDocumentFormatting((at) => {
      const document = this.document(at);
      if (document === undefined) return undefined;
      const { edits, reason } = formatted(document, pathOf(document.uri));
      if (reason !== undefined) connection.console.warn(`${document.uri} is not formatted: ${reason}`);
      return edits;
    });
    connection.onCodeLens((at) => {
      const document = this.document(at);
      return document && testLenses(document);
    });
    connection.onExecuteCommand(async ({ command, arguments: given = [] }) => {
      if (command !== RUN_TEST) return;
      const [uri, name] = given as unknown as RunTestArguments;
      const { isGood, text } = await this.options.runTest(pathOf(uri), name);
      connection.console.log(text);
      const last = text.trimEnd().split("\n").at(-1) ?? "";
      const type = isGood ? MessageType.Info : MessageType.Error;
      await connection.sendNotification(ShowMessageNotification.type, { type, message: last });
      return { isGood, text };
    });
  }

  private document({ textDocument }: Pick<At, "textDocument">): TextDocument | undefined {
    return this.documents.texts.get(textDocument.uri);
  }

  private partOf(uri: string): FileOfProgram | undefined {
    return this.documents.texts.get(uri) === undefined ? undefined : this.analyses.of(pathOf(uri));
  }

  private targetAt({ textDocument, position }: At): { part: FileOfProgram; target: Target } | undefined {
    const part = this.partOf(textDocument.uri);
    const bounds = part && wordBounds(part.file.text, offsetIn(part.file.text, position));
    if (part === undefined || bounds === undefined) return undefined;
    const target = targetOf(part.file, bounds.start, bounds.end);
    // A local is known by its name alone: comments have such words, too.
    const isText = target?.kind === "local" && opaqueAround(part.file, bounds.start) !== undefined;
    return target === undefined || isText ? undefined : { part, target };
  }

  /** The file whose name is under the cursor, behind INCLUDE or its kin. */
  private includedAt({ textDocument, position }: At): Location | undefined {
    const part = this.partOf(textDocument.uri);
    const bounds = part && wordBounds(part.file.text, offsetIn(part.file.text, position));
    if (part === undefined || bounds === undefined) return undefined;
    const written = part.file.text.wordAt(bounds.start).replace(/"$/, "");
    const near = [dirname(pathOf(textDocument.uri)), ...this.workspace.folders];
    const path = near
      .map((folder) => resolve(folder, written))
      .find((file) => /\.\w+$/.test(file) && existsSync(file));
    const start = { line: 0, character: 0 };
    return path === undefined
      ? undefined
      : { uri: this.documents.addressOf(path), range: { start, end: start } };
  }
}

const textOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
