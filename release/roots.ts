// Roots: which keys may sign what. The folder release/keys holds every root that there ever was, and root.json, which is
// the newest of them and the one that executables are built with.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { nobleVerifier } from "../src/trust/ed25519_noble.ts";
import {
  encodeFile,
  type FileSignature,
  type Role,
  requireSignatures,
  type Signer,
  signatureOf,
} from "../src/trust/envelope.ts";
import { newestRootFile, rootFile } from "../src/trust/layout.ts";
import {
  encodeRoot,
  type RoleName,
  type Root,
  type RootFile,
  readRoot,
  roleNames,
} from "../src/trust/root.ts";
import { trustedRoot } from "../src/trust/root_chain.ts";
import { BuildError } from "./build_error.ts";
import { lifetimes } from "./lifetimes.ts";

/** Where the public part of the keys lies by default. */
export const publicFolder = resolve(import.meta.dir, "keys");

/** Keys of each role, and how many of them have to sign. */
export type RootPlan = Readonly<
  Record<RoleName, { readonly signers: readonly Signer[]; readonly threshold: number }>
>;

/**
 * The first root, signed by all its root keys.
 * @throws BuildError when there is a root already
 */
export function createRoot(folder: string, plan: RootPlan, now: number): RootFile {
  if (existsSync(join(folder, newestRootFile))) {
    throw new BuildError(
      `${join(folder, newestRootFile)} exists. New keys come by \`npm run release -- rotate\`.`,
    );
  }
  const roles = Object.fromEntries(roleNames.map((name) => [name, roleOf(plan[name])])) as Root["roles"];
  const root: Root = { version: 1, expires: now + lifetimes.root, roles };
  const content = encodeRoot(root);
  const bytes = encodeFile(
    content,
    plan.root.signers.map((signer) => signatureOf(content, signer)),
  );
  const file = readRoot(newestRootFile, bytes);
  requireSignatures(file.envelope, file.roles.root, "root", nobleVerifier);
  keepRoot(folder, file);
  return file;
}

function roleOf({ signers, threshold }: RootPlan[RoleName]): Role {
  if (threshold < 1 || threshold > signers.length) {
    throw new BuildError(`A threshold of ${threshold} does not fit ${signers.length} keys.`);
  }
  return { keys: signers.map((signer) => signer.publicKey), threshold };
}

/** The newest root. @throws BuildError when there is none */
export function newestRoot(folder: string): RootFile {
  const path = join(folder, newestRootFile);
  if (!existsSync(path)) {
    throw new BuildError(
      `There is no root of trust at ${path}. Make one: npm run release -- keys --private FOLDER (outside of the checkout).`,
    );
  }
  return readRoot(path, readFileSync(path));
}

/** Every root from the first to the newest, as files. @throws BuildError when one is missing or does not follow */
export function rootChain(folder: string): RootFile[] {
  const newest = newestRoot(folder);
  const chain = Array.from({ length: newest.version }, (_, index) => {
    const path = join(folder, rootFile(index + 1));
    if (!existsSync(path)) throw new BuildError(`${path} is missing: every root is kept for ever.`);
    return readRoot(path, readFileSync(path));
  });
  const [first, ...others] = chain.map(({ envelope }) => envelope.bytes);
  const reached = first === undefined ? 0 : trustedRoot(first, others, nobleVerifier).version;
  if (reached === newest.version) return chain;
  throw new BuildError(
    `The roots in ${folder} do not follow each other: clients would stop at root ${reached}.`,
  );
}

/** The next root without signatures: the same as the newest but for what is given, and with a new expiry. */
export function successor(root: Root, roles: Partial<Root["roles"]>, now: number): Root {
  return { version: root.version + 1, expires: now + lifetimes.root, roles: { ...root.roles, ...roles } };
}

/** A root on its way: signatures may be added where the keys are. */
export interface Proposal {
  readonly root: Root;
  readonly signatures: readonly FileSignature[];
}

/** Adds the signatures that some keys may give, as keys of the root before or of the new one. */
export function signProposal(proposal: Proposal, before: Root, keys: readonly Signer[]): Proposal {
  const content = encodeRoot(proposal.root);
  const allowed = new Set(
    [...before.roles.root.keys, ...proposal.root.roles.root.keys].map(({ keyid }) => keyid),
  );
  const signatures = new Map(proposal.signatures.map((signature) => [signature.keyid, signature]));
  for (const key of keys) {
    if (allowed.has(key.publicKey.keyid)) signatures.set(key.publicKey.keyid, signatureOf(content, key));
  }
  return { root: proposal.root, signatures: [...signatures.values()] };
}

/** What a proposal still lacks, for people; undefined when clients take it. */
export function lackOf(proposal: Proposal, before: Root): string | undefined {
  const count = (role: Role) =>
    proposal.signatures.filter(({ keyid }) => role.keys.some((key) => key.keyid === keyid)).length;
  const lacks = [
    [`of root ${before.version}`, before.roles.root],
    [`of root ${proposal.root.version}`, proposal.root.roles.root],
  ] as const;
  const parts = lacks
    .map(([whose, role]) => [whose, role.threshold - count(role)] as const)
    .filter(([, missing]) => missing > 0)
    .map(([whose, missing]) => `${missing} more of the root keys ${whose}`);
  return parts.length === 0 ? undefined : parts.join(" and ");
}

/** A proposal as a file; it becomes `N.root.json` as it is when it is complete. */
export function encodeProposal(proposal: Proposal): Uint8Array {
  return encodeFile(encodeRoot(proposal.root), proposal.signatures);
}

/** @throws UpdateError when it is no root */
export function readProposal(path: string): Proposal {
  const file = readRoot(path, readFileSync(path));
  return { root: file, signatures: file.envelope.signatures };
}

/**
 * Makes a complete proposal the newest root.
 * @throws BuildError when clients would not follow
 */
export function acceptProposal(folder: string, proposal: Proposal): RootFile {
  const chain = rootChain(folder);
  const next = readRoot(rootFile(proposal.root.version), encodeProposal(proposal));
  const [first, ...others] = [...chain, next].map(({ envelope }) => envelope.bytes);
  const reached = first === undefined ? 0 : trustedRoot(first, others, nobleVerifier).version;
  if (reached !== next.version)
    throw new BuildError(`Clients would not accept root ${next.version}; nothing was changed.`);
  keepRoot(folder, next);
  return next;
}

function keepRoot(folder: string, file: RootFile): void {
  mkdirSync(folder, { recursive: true });
  const { bytes } = file.envelope;
  writeFileSync(join(folder, rootFile(file.version)), bytes, { flag: "wx" });
  writeFileSync(join(folder, newestRootFile), bytes);
}

/** Days until a root expires, from `now`. */
export function daysLeft(root: Root, now: number): number {
  return Math.floor((root.expires - now) / lifetimes.day);
}
