// manifest.json: one release of one channel, with everything in it pinned by hash. A release is a whole: the plugins that
// it names are used together, and a stage that it does not name has the plugin in the executable.

import { type Artifact, encodeArtifact, readArtifact } from "./artifact.ts";
import { hex32 } from "./bytes.ts";
import { type JsonObject, quote } from "./canonical.ts";
import { counts, lengths, maximumBytes } from "./config.ts";
import { type Envelope, formatVersion, readEnvelope } from "./envelope.ts";
import { type Fields, requireDistinct, writeMoment } from "./fields.ts";
import { channelPattern, executableName } from "./layout.ts";
import { isVersion } from "./versions.ts";

export interface Manifest {
  readonly channel: string;
  /** From 1; only grows within a channel, also when the release is an older one. */
  readonly number: number;
  /** The version of the release. */
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly release_date: number;
  /** Milliseconds since 1970. */
  readonly expires: number;
  /** The stage ABI of the release. */
  readonly abi: number;
  /** The oldest executable that can take these plugins. */
  readonly minimum_core: string;
  /** The share of machines that take it now, from 0 to 1. */
  readonly rollout: number;
  /** For people, on a terminal. */
  readonly notes: string;
  /** The plugins of the release, for every platform: the complete set, whichever of them changed. */
  readonly updated_plugins: readonly Artifact[];
  /** The executable, for what cannot be swapped while it runs; one a platform. */
  readonly executables: readonly Artifact[];
  /** Releases that may still be installed by name. Their files are trusted because this one pins them. */
  readonly releases: readonly ReleaseReference[];
}

/** The manifest of a release that may be installed by name. */
export interface ReleaseReference {
  readonly version: string;
  /** Bytes of its manifest. */
  readonly size: number;
  /** SHA-256 of its manifest. */
  readonly sha256: string;
}

export interface ManifestFile extends Manifest {
  readonly envelope: Envelope;
}

/**
 * Reads a manifest without deciding whether to trust it.
 * @throws UpdateError "size", "format", "format-version", or "name"
 */
export function readManifest(file: string, bytes: Uint8Array): ManifestFile {
  const envelope = readEnvelope(file, bytes, "manifest", maximumBytes.manifest);
  const { signed } = envelope;
  return {
    channel: signed.text("channel", lengths.channel, channelPattern),
    number: signed.integer("number", 1),
    version: readVersion(signed, "version"),
    release_date: signed.moment("release_date"),
    expires: signed.moment("expires"),
    abi: signed.integer("abi", 1, 0xffff_ffff),
    minimum_core: readVersion(signed, "minimum_core"),
    rollout: signed.share("rollout"),
    notes: readNotes(signed),
    updated_plugins: readPlugins(signed),
    executables: readExecutables(signed),
    releases: readReleases(signed),
    envelope,
  };
}

/** The content of a manifest, to be signed. */
export function encodeManifest(manifest: Manifest): JsonObject {
  return {
    type: "manifest",
    format: formatVersion,
    channel: manifest.channel,
    number: manifest.number,
    version: manifest.version,
    release_date: writeMoment(manifest.release_date),
    expires: writeMoment(manifest.expires),
    abi: manifest.abi,
    minimum_core: manifest.minimum_core,
    rollout: manifest.rollout,
    notes: manifest.notes,
    updated_plugins: manifest.updated_plugins.map(encodeArtifact),
    executables: manifest.executables.map(encodeArtifact),
    releases: manifest.releases.map(({ version, size, sha256 }) => ({ version, size, sha256 })),
  };
}

function readPlugins(signed: Fields): Artifact[] {
  const plugins = signed.list("updated_plugins", counts.plugins).map((entry) => {
    const plugin = readArtifact(entry);
    if (plugin.name === executableName) throw entry.error("name", "is the executable's");
    return plugin;
  });
  requireDistinct(
    signed,
    "updated_plugins",
    plugins,
    ({ name, platform, abi }) => `${name} ${platform} ${abi}`,
  );
  return plugins;
}

function readExecutables(signed: Fields): Artifact[] {
  const executables = signed.list("executables", counts.executables).map((entry) => {
    const executable = readArtifact(entry);
    if (executable.name !== executableName) throw entry.error("name", `is not ${executableName}`);
    return executable;
  });
  requireDistinct(signed, "executables", executables, ({ platform }) => platform);
  return executables;
}

function readReleases(signed: Fields): ReleaseReference[] {
  const releases = signed.list("releases", counts.releases).map((entry) => ({
    version: readVersion(entry, "version"),
    size: entry.integer("size", 1, maximumBytes.manifest),
    sha256: entry.text("sha256", 64, hex32),
  }));
  requireDistinct(signed, "releases", releases, ({ version }) => version);
  return releases;
}

function readVersion(fields: Fields, key: string): string {
  const text = fields.text(key, lengths.version);
  if (!isVersion(text)) throw fields.error(key, `is ${quote(text)}, which is no semantic version`);
  return text;
}

/** Notes are printed: they may break lines, and hold nothing else that a terminal obeys or a reader cannot see. */
function readNotes(signed: Fields): string {
  const notes = signed.text("notes", lengths.notes);
  if (/[^\P{C}\n]/u.test(notes)) throw signed.error("notes", "holds a control character");
  return notes;
}
