// Private keys: made here, kept in a folder outside of the checkout, one file a key, readable by their owner alone. They
// are PKCS #8 in PEM, which OpenSSL reads as well, and encrypted when a passphrase is given.

import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { publicKeyOf, signEd25519 } from "../src/trust/ed25519_noble.ts";
import type { Role, Signer } from "../src/trust/envelope.ts";
import { publicKey } from "../src/trust/keys.ts";
import type { RoleName } from "../src/trust/root.ts";
import { BuildError } from "./build_error.ts";

const projectRoot = resolve(import.meta.dir, "..");

/** The environment variable with the passphrase of key files. */
export const passphraseVariable = "FASTFORTH_KEY_PASSPHRASE";

const passphrase = (): string | undefined => process.env[passphraseVariable] || undefined;

/**
 * Makes keys of a role in a folder, which comes into being when it is missing.
 * @returns their signers
 * @throws BuildError when the folder is inside the checkout, or others can read it
 */
export function generateKeys(folder: string, role: RoleName, count: number): Signer[] {
  makeKeyFolder(folder);
  return Array.from({ length: count }, () => {
    const { privateKey } = generateKeyPairSync("ed25519");
    const signer = signerOf(privateKey);
    const path = join(folder, `${role}-${signer.publicKey.keyid.slice(0, 8)}.pem`);
    const secret = passphrase();
    const encryption = secret === undefined ? {} : { cipher: "aes-256-cbc", passphrase: secret };
    const text = privateKey.export({ type: "pkcs8", format: "pem", ...encryption });
    writeFileSync(path, text, { mode: 0o600, flag: "wx" });
    return signer;
  });
}

/**
 * Reads every key in some folders.
 * @throws BuildError when a folder is missing or unsafe, or a key cannot be read
 */
export function readKeys(folders: readonly string[]): Signer[] {
  return folders.flatMap((folder) => {
    requireOutsideCheckout(folder);
    if (!existsSync(folder)) throw new BuildError(`There is no folder ${folder} with private keys.`);
    const names = readdirSync(folder).filter((name) => name.endsWith(".pem"));
    return names.sort().map((name) => readKey(join(folder, name)));
  });
}

/**
 * The signers among some keys that may sign for a role, as many as it needs.
 * @throws BuildError when there are too few
 */
export function signersOf(role: Role, roleName: string, keys: readonly Signer[]): Signer[] {
  const fitting = keys.filter((key) => role.keys.some(({ keyid }) => keyid === key.publicKey.keyid));
  if (fitting.length >= role.threshold) return fitting.slice(0, role.threshold);
  throw new BuildError(
    `The ${roleName} role needs ${role.threshold} of its keys to sign; ${fitting.length} of them are here. ` +
      "Name the folders that hold them with --private FOLDER, which may be repeated.",
  );
}

function readKey(path: string): Signer {
  const { mode } = statSync(path);
  if (process.platform !== "win32" && (mode & 0o077) !== 0) {
    throw new BuildError(`Others can read the private key ${path}. Make it yours alone: chmod 600 ${path}`);
  }
  const secret = passphrase();
  try {
    const key = createPrivateKey({
      key: readFileSync(path),
      format: "pem",
      ...(secret === undefined ? {} : { passphrase: secret }),
    });
    return signerOf(key);
  } catch (error) {
    const hint = `If it is encrypted, put its passphrase into the variable ${passphraseVariable}.`;
    throw new BuildError(`The private key ${path} cannot be read: ${(error as Error).message}. ${hint}`);
  }
}

function signerOf(key: KeyObject): Signer {
  const { d = "", crv } = key.export({ format: "jwk" });
  if (crv !== "Ed25519")
    throw new BuildError(`it is of type ${String(crv ?? key.asymmetricKeyType)}, not Ed25519`);
  const seed = new Uint8Array(Buffer.from(d, "base64url"));
  return { publicKey: publicKey(publicKeyOf(seed)), sign: (message) => signEd25519(seed, message) };
}

function makeKeyFolder(folder: string): void {
  requireOutsideCheckout(folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (process.platform !== "win32") chmodSync(folder, 0o700);
}

/** A key in the checkout is one `git add` away from everybody. */
function requireOutsideCheckout(folder: string): void {
  const inside = `${realpathSync(projectRoot)}${sep}`;
  if (!`${realPathOf(resolve(folder))}${sep}`.startsWith(inside)) return;
  throw new BuildError(
    `Private keys must not lie inside the checkout, as ${folder} does. Name a folder elsewhere, best on a medium of its own.`,
  );
}

/** The real path of what may not exist yet. */
function realPathOf(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  return join(realPathOf(dirname(path)), path.slice(dirname(path).length));
}
