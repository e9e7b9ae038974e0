/** The texts of help: files below `texts/`, and the pages of the manual, which the executable holds compressed and reads when somebody asks for help. */

import { textOf } from "../machine/system_text.ts";
import { packedTexts } from "./packed_texts.ts";

let read: ReadonlyMap<string, string> | undefined;

/** All texts by their path below `texts/`, such as `words/core.txt`, or `manual/…`, in the order of the paths. */
export function referenceTexts(): ReadonlyMap<string, string> {
  read ??= new Map(packedTexts === undefined ? textsOfFolder() : unpack(packedTexts));
  return read;
}

function unpack(path: string): [string, string][] {
  const fs = process.getBuiltinModule("node:fs");
  return Object.entries(JSON.parse(textOf(Bun.zstdDecompressSync(fs.readFileSync(path)))));
}

function textsOfFolder(): [string, string][] {
  const fs = process.getBuiltinModule("node:fs");
  const below = (folder: string, ending: string, prefix: string): [string, string][] =>
    fs
      .readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(ending))
      .sort()
      .map((name) => [prefix + name, fs.readFileSync(`${folder}/${name}`, "utf8")]);
  return [
    ...below(`${import.meta.dir}/texts`, ".txt", ""),
    ...below(`${import.meta.dir}/../manual`, ".md", "manual/"),
  ];
}
