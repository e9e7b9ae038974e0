// The commands of `npm run release`, one entry each.

import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { consola } from "consola";
import { version as packageVersion, updateServer } from "../package.json";
import { ABI_VERSION } from "../src/abi/bindings.ts";
import { checkInChild } from "../src/plugins/self_check.ts";
import { writeMoment } from "../src/trust/fields.ts";
import { newestRootFile, rootFile } from "../src/trust/layout.ts";
import type { Manifest } from "../src/trust/manifest.ts";
import { type RoleName, type Root, roleNames } from "../src/trust/root.ts";
import { kilobytes } from "./artifacts.ts";
import { BuildError } from "./build_error.ts";
import { buildRelease } from "./build_release.ts";
import { type ChannelContext, promote, refresh, renewTimestamp, rollBack, setRollout } from "./channels.ts";
import { generateKeys, passphraseVariable, readKeys, signersOf } from "./keys.ts";
import { lifetimes } from "./lifetimes.ts";
import type { Command, Option, Values } from "./options.ts";
import { makePackages, writePackages } from "./packages/index.ts";
import type { LibraryPackage } from "./packages/oci.ts";
import { readRelease } from "./packages/release_files.ts";
import { hostPlatform, platformNames } from "./platforms.ts";
import { newest, publishRelease } from "./publish.ts";
import {
  acceptProposal,
  createRoot,
  daysLeft,
  encodeProposal,
  lackOf,
  type Proposal,
  publicFolder,
  readProposal,
  rootChain,
  signProposal,
  successor,
} from "./roots.ts";
import { startServer } from "./server.ts";
import { releaseSigners } from "./sign.ts";
import { Site } from "./site.ts";
import { tryOut } from "./try_out.ts";

const folders = {
  site: { value: "FOLDER", description: "What the update server serves; dist/site by default" },
  private: {
    value: "FOLDER",
    repeated: true,
    description: "Private keys, outside of the checkout; may be repeated",
  },
  public: { value: "FOLDER", description: "Roots; release/keys by default" },
} as const satisfies Record<string, Option>;

const channel = { value: "NAME", description: "stable by default" } as const satisfies Option;

const date = {
  value: "TIME",
  description:
    "The date in signed files: seconds since 1970 or 2026-11-25T16:00:00Z; $SOURCE_DATE_EPOCH, or now",
} as const satisfies Option;

export const commands: Readonly<Record<string, Command>> = {
  publish: {
    summary: "Build, check, sign and publish the version in package.json",
    options: {
      site: { ...folders.site, description: `${folders.site.description}; --output is the same` },
      output: { value: "FOLDER", description: "The same as --site" },
      previous: { value: "FOLDER", description: "A copy of the site to begin with, when --site is empty" },
      private: folders.private,
      public: folders.public,
      server: {
        value: "URL",
        description: "The address of the site, which executables will ask; package.json's",
      },
      platforms: { value: "LIST", description: `Some of ${platformNames.join(",")}; all by default` },
      channel,
      rollout: {
        value: "SHARE",
        description: "Which share of machines takes it now, from 0 to 1; 1 by default",
      },
      notes: {
        value: "FILE",
        description: "What is new, shown on terminals; this version's part of CHANGELOG.md",
      },
      "minimum-core": { value: "VERSION", description: "The oldest executable that may take the plugins" },
      patches: { value: "COUNT", description: "From how many older releases patches are made; 3 by default" },
      date,
      "dry-run": { description: "Make and check everything, publish nothing" },
    },
    examples: [
      "publish --private /media/keys --site dist/site",
      "publish --private /media/keys --rollout 0.05 --channel stable",
      "--dry-run --private /media/keys --platforms linux-x64",
    ],
    run: publish,
  },
  keys: {
    summary: "Make the first keys and the root of trust that executables are built with",
    options: {
      private: { ...folders.private, description: "Where private keys go, outside of the checkout" },
      public: folders.public,
      "root-keys": { value: "COUNT", description: "3 by default" },
      threshold: { value: "COUNT", description: "Root keys that have to sign together; 2 by default" },
      "release-keys": { value: "COUNT", description: "1 by default; each can sign releases alone" },
      date,
    },
    examples: ["keys --private /media/keys", "keys --private /media/keys --root-keys 5 --threshold 3"],
    run: makeKeys,
  },
  rotate: {
    summary: "Make the next root: other keys for a role, or only a new expiry",
    options: {
      private: {
        ...folders.private,
        description: "Root keys to sign with",
      },
      new: {
        value: "FOLDER",
        description: "Where new private keys go; by default the first --private folder",
      },
      public: folders.public,
      replace: {
        value: "ROLE",
        repeated: true,
        description: "root, release or timestamp: all its keys are made anew",
      },
      proposal: { value: "FILE", description: "Where to put a root that more keys have to sign" },
      date,
    },
    examples: [
      "rotate --private /media/keys --replace timestamp",
      "rotate --private /media/root-1 --new /media/release --replace release --proposal next.json",
    ],
    run: rotate,
  },
  sign: {
    summary: "Add signatures to a proposed root, where other root keys are",
    options: {
      private: folders.private,
      public: folders.public,
      proposal: { value: "FILE", description: "The file" },
    },
    examples: ["sign --private /media/root-2 --proposal next.json"],
    run: sign,
  },
  rollout: {
    summary: "Show the newest release to another share of machines",
    options: { ...folders, channel, date, share: { value: "SHARE", description: "From 0 to 1" } },
    examples: ["rollout --private /media/keys --share 0.25"],
    run: (values) => change(values, (context) => setRollout(context, requiredShare(values))),
  },
  rollback: {
    summary: "Take the newest release back: the channel names an older one again",
    options: {
      ...folders,
      channel,
      date,
      to: { value: "VERSION", description: "The release to go back to" },
    },
    examples: ["rollback --private /media/keys --to 1.0.0"],
    run: (values) => change(values, (context) => rollBack(context, values.required("to"))),
  },
  promote: {
    summary: "Bring a release of one channel to another",
    options: { ...folders, channel, date, version: { value: "VERSION", description: "The release" } },
    examples: ["promote --private /media/keys --version 1.1.0 --channel stable"],
    run: (values) => change(values, (context) => promote(context, values.required("version"))),
  },
  refresh: {
    summary: "Sign the newest manifest again: new expiry, keys that count now",
    options: { ...folders, channel, date },
    examples: ["refresh --private /media/keys"],
    run: (values) => change(values, refresh),
  },
  timestamp: {
    summary: "Sign the timestamp again: daily, with the timestamp's key alone",
    options: { ...folders, date },
    examples: ["timestamp --private /etc/fastforth/timestamp-key --site /srv/fastforth"],
    run: timestamp,
  },
  packages: {
    summary: "Make packages of a published release: npm, PyPI, Debian, OCI, archives, installers",
    options: {
      ...folders,
      version: { value: "VERSION", description: "The release; package.json's by default" },
      output: { value: "FOLDER", description: "Where they go; into the site by default, for its server" },
      server: { value: "URL", description: "The address of the site, for installers and recipes" },
      libc6: {
        value: "FILE",
        repeated: true,
        description: "Debian's package libc6 of a processor, for container images (apt-get download libc6)",
      },
    },
    examples: [
      "packages --private /media/keys --server https://releases.example/",
      "packages --private /media/keys --server https://releases.example/ --libc6 libc6_2.36-9_amd64.deb",
    ],
    run: packages,
  },
  serve: {
    summary: "Serve a site on this machine, for tries",
    options: {
      site: folders.site,
      port: { value: "NUMBER", description: "Any free one by default" },
      kilobits: { value: "NUMBER", description: "As slow as so many thousand bits a second" },
    },
    examples: ["serve --port 8080", "serve --kilobits 1000"],
    run: serve,
  },
};

async function publish(values: Values): Promise<void> {
  const site = resolve(values.text("site") ?? values.text("output") ?? "dist/site");
  const now = moment(values);
  const roots = rootChain(publicFolderOf(values));
  remindOfRoot(newest(roots), now);
  const signers = releaseSigners(newest(roots), readKeys(values.list("private")));
  copyPrevious(values.text("previous"), site);
  const platforms = chosenPlatforms(values.text("platforms"));
  const patches = values.number("patches", 0, 16) ?? 3;
  const builds = mkdtempSync(join(tmpdir(), "fastforth-release-"));
  const report = (line: string) => console.log(`  ${line}`);
  console.log(`FastForth ${packageVersion}, ABI ${ABI_VERSION}, for ${platforms.join(", ")}`);
  try {
    const trustRoot = join(publicFolderOf(values), newestRootFile);
    const files = await buildRelease(
      platforms,
      builds,
      trustRoot,
      packageVersion,
      report,
      values.text("server"),
    );
    for (const line of tryOut(files, packageVersion)) report(line);
    const published = await publishRelease({
      site,
      files,
      version: packageVersion,
      abi: ABI_VERSION,
      channel: values.text("channel") ?? "stable",
      rollout: values.number("rollout", 0, 1) ?? 1,
      notes: notes(values.text("notes")),
      minimumCore: values.text("minimum-core"),
      roots,
      signers,
      date: now,
      patches: { plugins: patches, executables: Math.min(patches, 1) },
      selfCheck: checkInChild,
      dryRun: values.flag("dry-run"),
      report,
    });
    console.log(published.swap.explanation);
    describeResult(published.manifest, site, values.flag("dry-run"));
    if (now + lifetimes.timestamp < Date.now()) {
      consola.warn(
        "By its date the timestamp has expired. Before clients see it: npm run release -- timestamp",
      );
    }
  } finally {
    rmSync(builds, { recursive: true, force: true });
  }
}

function makeKeys(values: Values): void {
  const folder = onlyFolder(values);
  const count = values.number("root-keys", 1, 16) ?? 3;
  const threshold = values.number("threshold", 1, count) ?? Math.min(2, count);
  const publicPart = publicFolderOf(values);
  if (existsSync(join(publicPart, newestRootFile))) {
    throw new BuildError(
      `${join(publicPart, newestRootFile)} exists. New keys come by \`npm run release -- rotate\`.`,
    );
  }
  const make = (role: RoleName, keys: number, needed: number) => ({
    signers: generateKeys(folder, role, keys),
    threshold: needed,
  });
  const plan = {
    root: make("root", count, threshold),
    release: make("release", values.number("release-keys", 1, 16) ?? 1, 1),
    timestamp: make("timestamp", 1, 1),
  };
  createRoot(publicPart, plan, moment(values));
  console.log(
    [
      `Private keys: ${folder}. Keep each root key on a medium of its own, offline, with copies; ${threshold} of them sign together.`,
      ...(process.env[passphraseVariable]
        ? []
        : [`They are not encrypted: ${passphraseVariable} was not set.`]),
      `Root of trust: ${join(publicPart, newestRootFile)}. Commit it; executables built from now on take what these keys sign.`,
    ].join("\n"),
  );
}

function rotate(values: Values): void {
  const keyFolders = values.list("private");
  const target = values.text("new") ?? keyFolders[0];
  if (target === undefined) throw new BuildError("--private is needed; see --help.");
  const publicPart = publicFolderOf(values);
  const before = newest(rootChain(publicPart));
  const now = moment(values);
  const roles: Partial<Record<RoleName, Root["roles"][RoleName]>> = {};
  const known = readKeys(keyFolders);
  const made = values.list("replace").flatMap((name) => {
    const role = roleNames.find((candidate) => candidate === name);
    if (role === undefined)
      throw new BuildError(`There is no role ${name}; there are ${roleNames.join(", ")}.`);
    const { keys, threshold } = before.roles[role];
    const signers = generateKeys(target, role, keys.length);
    roles[role] = { keys: signers.map((signer) => signer.publicKey), threshold };
    return signers;
  });
  const unsigned = { root: successor(before, roles, now), signatures: [] };
  finish(values, signProposal(unsigned, before, [...known, ...made]), before);
}

function sign(values: Values): void {
  const path = values.required("proposal");
  const before = newest(rootChain(publicFolderOf(values)));
  finish(values, signProposal(readProposal(path), before, readKeys(values.list("private"))), before);
}

/** Accepts a proposal that has its signatures; otherwise keeps it for whoever signs next. */
function finish(values: Values, proposal: Proposal, before: Root): void {
  const lack = lackOf(proposal, before);
  if (lack === undefined) {
    const next = acceptProposal(publicFolderOf(values), proposal);
    console.log(
      `Root ${next.version}, until ${writeMoment(next.expires)}, is in ${publicFolderOf(values)}. Commit it,`,
    );
    console.log("then publish a release, or where no release key changed: npm run release -- refresh");
    return;
  }
  const path = values.text("proposal") ?? rootFile(proposal.root.version);
  writeFileSync(path, encodeProposal(proposal));
  console.log(
    `${path} needs ${lack}. Where they are: npm run release -- sign --proposal ${path} --private FOLDER`,
  );
}

function requiredShare(values: Values): number {
  values.required("share");
  return values.number("share", 0, 1) ?? 1;
}

async function change(values: Values, work: (context: ChannelContext) => Promise<Manifest>): Promise<void> {
  const roots = rootChain(publicFolderOf(values));
  const now = moment(values);
  remindOfRoot(newest(roots), now);
  const site = resolve(values.text("site") ?? "dist/site");
  const signers = releaseSigners(newest(roots), readKeys(values.list("private")));
  const manifest = await work({ site, channel: values.text("channel") ?? "stable", roots, signers, now });
  describeResult(manifest, site, false);
}

function timestamp(values: Values): void {
  const root = newest(rootChain(publicFolderOf(values)));
  const site = resolve(values.text("site") ?? "dist/site");
  const now = moment(values);
  renewTimestamp(site, signersOf(root.roles.timestamp, "timestamp", readKeys(values.list("private"))), now);
  console.log(`The timestamp in ${site} counts until ${writeMoment(now + lifetimes.timestamp)}.`);
}

async function packages(values: Values): Promise<void> {
  const site = new Site(resolve(values.text("site") ?? "dist/site"));
  const version = values.text("version") ?? packageVersion;
  const root = newest(rootChain(publicFolderOf(values)));
  const { release: signers } = releaseSigners(root, readKeys(values.list("private")));
  const [signer] = signers;
  if (signer === undefined) throw new BuildError("There is no release key.");
  const release = await readRelease(site, version);
  const server = `${(values.text("server") ?? (updateServer || values.required("server"))).replace(/\/$/, "")}/`;
  const libraries = values.list("libc6").map(libraryPackage);
  const files = makePackages(release, { server, libraries, signer, keys: root.roles.release.keys });
  const folder = resolve(values.text("output") ?? join(site.folder, `v${version}`, "packages"));
  writePackages(folder, files);
  for (const { path, bytes } of files)
    if (!path.startsWith("oci/blobs/") || bytes.length > 1e6)
      console.log(`  ${kilobytes(bytes.length).padStart(9)}  ${path}`);
  if (libraries.length === 0) console.log("  No container image: it needs --libc6 FILE.");
  console.log(`${files.length} files, signed, in ${folder}.`);
}

/** Which processor a package of Debian is for, its name tells. */
function libraryPackage(path: string): LibraryPackage {
  const architecture = /_(amd64|arm64)\.deb$/.exec(path)?.[1];
  if (architecture === undefined)
    throw new BuildError(`${path} is not called libc6_…_amd64.deb or …_arm64.deb.`);
  const platform = architecture === "amd64" ? "linux-x64" : "linux-arm64";
  return { platform, bytes: new Uint8Array(readFileSync(path)) };
}

function serve(values: Values): void {
  const folder = resolve(values.text("site") ?? "dist/site");
  if (!existsSync(folder)) throw new BuildError(`There is no folder ${folder}.`);
  const port = values.number("port", 0, 65535);
  const kilobits = values.number("kilobits", 1, 1e7);
  const server = startServer({
    folder,
    ...(port === undefined ? {} : { port }),
    ...(kilobits === undefined ? {} : { kilobits }),
    onRequest: ({ name, status, bytes }) => console.log(`${status} ${name} ${kilobytes(bytes)}`),
  });
  console.log(`Serving ${folder} at ${server.url} until Ctrl-C.`);
  console.log(`  fastforth self-update --server ${server.url}`);
}

function describeResult(manifest: Manifest, site: string, dryRun: boolean): void {
  const { version, channel: name, number, rollout, updated_plugins: plugins, executables } = manifest;
  const share = rollout === 1 ? "all machines" : `${(rollout * 100).toFixed(1)} % of machines`;
  const what = `${version} on ${name}, manifest ${number}, for ${share}: ${plugins.length} plugins, ${executables.length} executables`;
  console.log(dryRun ? `Would publish ${what}. Nothing was changed.` : `Published ${what}, in ${site}.`);
}

/** The date in signed files. */
function moment(values: Values): number {
  const text = values.text("date") ?? process.env.SOURCE_DATE_EPOCH;
  if (text === undefined || text === "") return Math.floor(Date.now() / 1000) * 1000;
  const milliseconds = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (Number.isSafeInteger(milliseconds)) return Math.floor(milliseconds / 1000) * 1000;
  throw new BuildError(`${text} is no time: write seconds since 1970, or 2026-11-25T16:00:00Z.`);
}

function publicFolderOf(values: Values): string {
  return resolve(values.text("public") ?? publicFolder);
}

function onlyFolder(values: Values): string {
  const [folder, ...others] = values.list("private");
  if (folder !== undefined && others.length === 0) return resolve(folder);
  throw new BuildError(
    "--private FOLDER is needed, once: where the new private keys go, outside of the checkout.",
  );
}

function chosenPlatforms(list: string | undefined): readonly string[] {
  if (list === undefined) return platformNames;
  const names = list.split(",").map((name) => (name === "host" ? hostPlatform() : name));
  const unknown = names.find((name) => !platformNames.includes(name));
  if (unknown === undefined) return [...new Set(names)];
  throw new BuildError(`There is no platform ${unknown}; there are ${platformNames.join(", ")}, and host.`);
}

function copyPrevious(previous: string | undefined, site: string): void {
  if (previous === undefined) return;
  if (!existsSync(previous) || !statSync(previous).isDirectory())
    throw new BuildError(`There is no folder ${previous}.`);
  if (existsSync(site)) throw new BuildError(`--previous begins a new site, but ${site} exists.`);
  cpSync(previous, site, { recursive: true });
}

/** The part of the changelog about this version. */
function notes(path: string | undefined): string {
  if (path !== undefined) return readFileSync(path, "utf8").trim();
  const changelog = readFileSync(resolve(import.meta.dir, "CHANGELOG.md"), "utf8");
  const part = changelog.split(/^## /m).find((text) => text.startsWith(`${packageVersion}`));
  const text = part === undefined ? "" : part.slice(part.indexOf("\n")).trim();
  // A terminal has no use for where a link leads.
  return text.replace(/\[([^\]]+)\]\([^)]*\)/g, "$1");
}

function remindOfRoot(root: Root, now: number): void {
  if (root.expires - now > lifetimes.rootReminder) return;
  const days = daysLeft(root, now);
  consola.warn(`The root expires in ${days} days. Before that: npm run release -- rotate --private FOLDER …`);
}
