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
  private canRefresh = { colours: false, hints: false };
  /** What editors were told of a program before it was checked as it is. */
  private readonly early = new Set<"colours" | "hints">();

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
    const { didChangeWatchedFiles, semanticTokens, inlayHint } = capabilities.workspace ?? {};
    this.canWatch = didChangeWatchedFiles?.dynamicRegistration === true;
    this.canRefresh = {
      colours: semanticTokens?.refreshSupport === true,
      hints: inlayHint?.refreshSupport === true,
    };
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
        codeLensProvider: { resolveProvider: false },
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
      this.tell(document.uri, []).catch((error) => this.connection.console.error(textOf(error)));
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
    const check = () => {
      this.waiting.delete(uri);
      this.check(uri).catch((error) => this.connection.console.error(textOf(error)));
    };
    this.waiting.set(uri, setTimeout(check, pause));
  }

  private async check(uri: string): Promise<void> {
    const version = this.documents.texts.get(uri)?.version;
    const part = version === undefined ? undefined : await this.analyses.checked(pathOf(uri));
    // What has changed meanwhile is checked in its turn.
    if (part === undefined || this.documents.texts.get(uri)?.version !== version) return;
    await this.tell(uri, diagnosticsOf(part, this.documents));
    await this.refresh();
  }

  private async tell(uri: string, diagnostics: ReturnType<typeof diagnosticsOf>): Promise<void> {
    const version = this.documents.texts.get(uri)?.version;
    await this.connection.sendDiagnostics({
      uri,
      diagnostics,
      ...(version === undefined ? {} : { version }),
    });
  }

  /** Has the editor ask anew for what it was told before a check. */
  private async refresh(): Promise<void> {
    const { semanticTokens, inlayHint } = this.connection.languages;
    if (this.early.delete("colours") && this.canRefresh.colours) await semanticTokens.refresh();
    if (this.early.delete("hints") && this.canRefresh.hints) await inlayHint.refresh();
  }

  // ---- words -------------------------------------------------------------------------------------------------------

  private answerAboutWords(): void {
    const { connection, navigation } = this;
    connection.onHover(async (at): Promise<Hover | undefined> => {
      const found = targetAt(await this.partOf(at), at);
      return found && hoverOf(found.part, found.target);
    });
    connection.onDefinition(async (at) => {
      const part = await this.partOf(at);
      const found = targetAt(part, at);
      return found === undefined ? this.includedAt(part, at) : navigation.definition(found.target);
    });
    connection.onReferences(async (at) => {
      const found = targetAt(await this.checkedPartOf(at), at);
      this.workspace.changed();
      return found && navigation.references(found.part, found.target, at.context.includeDeclaration);
    });
    connection.onDocumentHighlight(async (at) => {
      const found = targetAt(await this.partOf(at), at);
      return found && navigation.inFile(found.part, found.target).map((range) => ({ range }));
    });
    connection.onPrepareRename(async (at) => {
      const part = await this.checkedPartOf(at);
      return part && navigation.renamed(part, targetAt(part, at)?.target);
    });
    connection.onRenameRequest(async (at) => {
      const found = targetAt(await this.checkedPartOf(at), at);
      this.workspace.changed();
      return found && navigation.rename(found.part, found.target, at.newName.trim());
    });
    connection.onCompletion(async (at) => {
      const document = this.document(at);
      return document && completionsAt(await this.typedPartOf(document), document, at.position);
    });
    connection.onCompletionResolve((item) => {
      const { file } = (item.data ?? {}) as { file?: string };
      return resolvedCompletion(item, file === undefined ? undefined : this.analyses.known(resolve(file)));
    });
    connection.onSignatureHelp(async (at) => {
      const document = this.document(at);
      return document && signatureAt(await this.typedPartOf(document), document, at.position);
    });
  }

  // ---- files -------------------------------------------------------------------------------------------------------

  private answerAboutFiles(): void {
    const { connection, documents, workspace } = this;
    const about =
      <Result>(answer: (part: FileOfProgram) => Result, told?: "colours" | "hints") =>
      async (at: Pick<At, "textDocument">) => {
        const part = await this.partOf(at);
        if (told !== undefined && part?.isChecked === false) this.early.add(told);
        return part && answer(part);
      };
    connection.onDocumentSymbol(about(outlineOf));
    connection.onFoldingRanges(about(foldingOf));
    connection.languages.semanticTokens.on(
      async (at) => (await about(tokensOf, "colours")(at)) ?? { data: [] },
    );
    connection.languages.inlayHint.on((at) => about((part) => stackHints(part, at.range), "hints")(at));
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
      const lines = text.trimEnd().split("\n");
      const last = lines.findLast((line) => !line.startsWith("again: ")) ?? "";
      const type = isGood ? MessageType.Info : MessageType.Error;
      await connection.sendNotification(ShowMessageNotification.type, { type, message: last });
      return { isGood, text };
    });
  }

  private document({ textDocument }: Pick<At, "textDocument">): TextDocument | undefined {
    return this.documents.texts.get(textDocument.uri);
  }

  private async partOf(at: Pick<At, "textDocument">) {
    const document = this.document(at);
    return document && this.analyses.soon(pathOf(document.uri));
  }

  /** For what changes a program, or tells of all of it. */
  private async checkedPartOf(at: Pick<At, "textDocument">) {
    const document = this.document(at);
    return document && this.analyses.checked(pathOf(document.uri));
  }

  /** For what is asked while somebody types: half a word makes no check necessary. */
  private async typedPartOf({ uri }: TextDocument): Promise<FileOfProgram | undefined> {
    const path = pathOf(uri);
    return this.analyses.known(path) ?? this.analyses.checked(path);
  }

  /** The file whose name is under the cursor, behind INCLUDE or its kin. */
  private includedAt(part: FileOfProgram | undefined, { textDocument, position }: At): Location | undefined {
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

function targetAt(
  part: FileOfProgram | undefined,
  { position }: At,
): { part: FileOfProgram; target: Target } | undefined {
  const bounds = part && wordBounds(part.file.text, offsetIn(part.file.text, position));
  if (part === undefined || bounds === undefined) return undefined;
  const target = targetOf(part.file, bounds.start, bounds.end);
  // A local is known by its name alone: comments have such words, too.
  const isText = target?.kind === "local" && opaqueAround(part.file, bounds.start) !== undefined;
  return target === undefined || isText ? undefined : { part, target };
}

const textOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
