/** Tests of a file, which an editor can run where they stand. */
import type { CodeLens } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { testNamesIn } from "../testing/discovery.ts";

export const RUN_TEST = "fastforth.runTest";

/** What the command to run a test is given: the file, and the name of one test. */
export type RunTestArguments = readonly [uri: string, name?: string];

const FIRST_ASSERTION = /^[^\S\n]*T\{(?=\s)/im;

export function testLenses(document: TextDocument): CodeLens[] {
  const text = document.getText();
  const lenses = testNamesIn(text).map(({ name, line }) => lensAt(document, line - 1, "run test", name));
  const first = FIRST_ASSERTION.exec(text);
  if (first !== null)
    lenses.unshift(lensAt(document, document.positionAt(first.index).line, "run the tests of this file"));
  return lenses;
}

function lensAt({ uri }: TextDocument, line: number, title: string, name?: string): CodeLens {
  const start = { line, character: 0 };
  const given: RunTestArguments = name === undefined ? [uri] : [uri, name];
  return { range: { start, end: start }, command: { title, command: RUN_TEST, arguments: [...given] } };
}
