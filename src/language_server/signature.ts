/** The effect of the word that was typed last, with its inputs as parameters. */
import { MarkupKind, type Position, type SignatureHelp } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { effectComment, entryOf } from "../reference/word_table.ts";
import type { FileOfProgram } from "./analyses.ts";
import { lineBefore } from "./completion.ts";
import { aboutEntry, aboutSymbol, textOfSymbol } from "./word_texts.ts";

export function signatureAt(
  part: FileOfProgram | undefined,
  document: TextDocument,
  position: Position,
): SignatureHelp | undefined {
  const name = /(\S+)\s*$/.exec(lineBefore(document, position))?.[1];
  const found = name === undefined ? undefined : signatureOf(name, part);
  if (found === undefined) return undefined;
  const { label, value, effect } = found;
  return {
    signatures: [
      {
        label,
        documentation: { kind: MarkupKind.Markdown, value },
        parameters: parametersOf(label, label.length - effect.length),
      },
    ],
    activeSignature: 0,
  };
}

function signatureOf(
  name: string,
  part: FileOfProgram | undefined,
): { label: string; value: string; effect: string } | undefined {
  const symbol = part?.index.symbols.findLast((other) => other.name.toLowerCase() === name.toLowerCase());
  if (symbol !== undefined) {
    const text = part?.index.text(symbol.range.file);
    const { effect } = textOfSymbol(symbol, text);
    return effect === undefined
      ? undefined
      : { label: `${symbol.name} ${effect}`, value: aboutSymbol(symbol, text), effect };
  }
  const entry = entryOf(name);
  if (entry === undefined) return undefined;
  const effect = effectComment(entry);
  return { label: `${entry.name} ${effect}`, value: aboutEntry(entry), effect };
}

/** The bounds of the inputs in a label: what stands between the parenthesis and the dashes. */
function parametersOf(label: string, from: number): { label: [number, number] }[] {
  const dashes = label.indexOf("--", from);
  if (dashes < 0) return [];
  return [...label.slice(from, dashes).matchAll(/[^\s()]+/g)].map(({ 0: item, index }) => ({
    label: [from + index, from + index + item.length],
  }));
}
