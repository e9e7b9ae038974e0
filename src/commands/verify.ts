/** `verify`: whether a list of packages is signed by the keys that this executable trusts, and files are those in it. */

import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import { bytesOf, shownText } from "../machine/system_text.ts";
import { nobleVerifier } from "../trust/ed25519_noble.ts";
import { embeddedRoot } from "../trust/embedded_root.ts";
import { releaseKeys } from "../trust/release_keys.ts";
import { metaOf } from "./names.ts";
import { ExitCode, printError, printText } from "./outcome.ts";
import { UsageError } from "./usage_error.ts";

export const verifyExamples = `EXAMPLES

  fastforth verify SHA256SUMS SHA256SUMS.sig                                   the list's signature
  fastforth verify SHA256SUMS SHA256SUMS.sig fastforth-1.0.0-linux-x64.tar.gz  and a file that it names

EXIT CODES

  0 all is as the publisher signed it; 12 it is not; 17 this executable has no root of trust; 2 a wrong command line`;

const cittyArguments: ArgsDef = {
  list: { type: "positional", required: false, description: "SHA256SUMS of a release" },
  signature: { type: "positional", required: false, description: "SHA256SUMS.sig, 64 bytes" },
  files: { type: "positional", required: false, description: "Files beside the list" },
};

const notAsSigned = 12;
const rootless = 17;

export const verifyCommand: CommandDef = defineCommand({
  meta: metaOf("verify"),
  args: cittyArguments,
  run: ({ args }) => {
    const [list, signature, ...files] = args._;
    if (list === undefined || signature === undefined)
      throw new UsageError(
        "verify needs a list and its signature",
        "write fastforth verify SHA256SUMS SHA256SUMS.sig",
      );
    process.exitCode = verify(list, signature, files);
  },
});

/** @returns the exit code */
function verify(listPath: string, signaturePath: string, files: readonly string[]): number {
  if (embeddedRoot === undefined) {
    printError("fastforth: this executable was built without a root of trust: it knows no keys.");
    return rootless;
  }
  const list = read(listPath);
  const signature = read(signaturePath);
  const { keys } = releaseKeys(embeddedRoot, undefined, nobleVerifier);
  const isSigned =
    signature.length === 64 &&
    keys.some((key) => nobleVerifier.verify(Uint8Array.fromHex(key.public), list, signature));
  if (!isSigned) return refuse(`${listPath} is not signed by a release key`);
  const hashes = new Map(
    shownText(list)
      .split("\n")
      .map((line) => [line.slice(66), line.slice(0, 64)] as const),
  );
  for (const file of files) {
    const name = relative(resolve(listPath, ".."), file);
    const wanted = hashes.get(name);
    if (wanted === undefined) return refuse(`${listPath} names no ${name}`);
    const found = new Bun.CryptoHasher("sha256").update(read(file)).digest("hex");
    if (found !== wanted) return refuse(`${file} is not what was released: its SHA-256 is ${found}`);
  }
  printText(`Signed by a release key${files.length === 0 ? "" : `, with ${files.join(", ")}`}.`);
  return ExitCode.ok;
}

function refuse(reason: string): number {
  printError(`fastforth: ${reason}.`);
  return notAsSigned;
}

/** @throws UsageError when it cannot be read */
function read(path: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(bytesOf(path) as Buffer));
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`);
  }
}
