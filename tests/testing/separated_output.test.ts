/** The output of test processes is taken apart at the marks, wherever they are cut. */
import { expect, test } from "bun:test";
import { SeparatedOutput } from "../../src/testing/separated_output.ts";

const MARKER = "\0abc\0ab";

/** What is made of the output of some files, which comes in pieces of so many bytes; each waits for the one before. */
async function taken(files: readonly string[], size: number): Promise<unknown> {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const stream = new ReadableStream<Uint8Array>({
    start(made) {
      controller = made;
    },
  });
  const output = new SeparatedOutput(stream);
  const parts: unknown[] = [];
  for (const file of files) {
    const part = output.begin(MARKER);
    const bytes = Buffer.from(file);
    for (let at = 0; at < bytes.length; at += size) controller?.enqueue(bytes.subarray(at, at + size));
    if (file === files.at(-1)) controller?.close();
    const isDone = await part.end;
    parts.push({ text: part.text.toString(), tests: part.tests.map(String), isDone });
  }
  return parts;
}

test.each([1, 2, 3, 5, 7, 8, 9, 64, 4096])("in pieces of %p bytes", async (size) => {
  const first = `a\0${MARKER}+in\0a${MARKER}-b${MARKER}+${MARKER}-\0abc\0a${MARKER}.`;
  expect(await taken([first, `${MARKER}.`, `third${MARKER}+cut\0abc`], size)).toEqual([
    { text: "a\0in\0ab\0abc\0a", tests: ["in\0a", ""], isDone: true },
    { text: "", tests: [], isDone: true },
    { text: "thirdcut\0abc", tests: ["cut\0abc"], isDone: false },
  ]);
});

test("what cannot be read is the end, and why is kept", async () => {
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(Buffer.from("first"));
    },
    pull(controller) {
      controller.error(new Error("ENOMEM: not enough memory, recv"));
    },
  });
  const output = new SeparatedOutput(stream);
  const part = output.begin(MARKER);
  expect([await part.end, output.refusal]).toEqual([false, "ENOMEM: not enough memory, recv"]);
});
