/** The texts that editors have open, by the path of their file. */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { TextDocuments } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { bytesOf } from "../machine/system_text.ts";
import { addressOf } from "./positions.ts";

export class Documents {
  readonly texts = new TextDocuments(TextDocument);
  private readonly byPath = new Map<string, TextDocument>();
  private bytes = new WeakMap<TextDocument, { version: number; bytes: Uint8Array }>();

  opened(document: TextDocument): void {
    this.byPath.set(pathOf(document.uri), document);
  }

  closed(document: TextDocument): void {
    this.byPath.delete(pathOf(document.uri));
  }

  at(path: string): TextDocument | undefined {
    return this.byPath.get(path);
  }

  get paths(): string[] {
    return [...this.byPath.keys()];
  }

  bytesAt(path: string): Uint8Array | undefined {
    const document = this.byPath.get(path);
    if (document === undefined) return undefined;
    const known = this.bytes.get(document);
    if (known?.version === document.version) return known.bytes;
    const bytes = bytesOf(document.getText());
    this.bytes.set(document, { version: document.version, bytes });
    return bytes;
  }

  /** The address of a file in the form in which its editor has it. */
  addressOf(path: string): string {
    return this.byPath.get(path)?.uri ?? addressOf(path);
  }
}

/** The path of a document; one that is in no file gets a path that names no file. */
export function pathOf(uri: string): string {
  if (uri.startsWith("file:")) return fileURLToPath(uri);
  return resolve(`${uri.replace(/[^A-Za-z0-9._-]+/g, "_")}`);
}
