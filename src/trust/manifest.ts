// manifest.json: one release of one channel, with everything in it pinned by hash. A release is a whole: the plugins that
// it names are used together, and a stage that it does not name has the plugin in the executable.

import { type Artifact, artifactForm, encodeArtifact } from "./artifact.ts";
import type { JsonObject } from "./canonical.ts";
import { counts, lengths, maximumBytes } from "./config.ts";
import { type Envelope, formatVersion, readEnvelope } from "./envelope.ts";
import {
  checked,
  hex32,
  integer,
  list,
  moment,
  record,
  share,
  text,
  version,
  writeMoment,
} from "./fields.ts";
import { channelPattern, executableName } from "./layout.ts";

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

const manifestForm = record({
  channel: text(lengths.channel, channelPattern),
  number: integer(1),
  version,
  release_date: moment,
  expires: moment,
  abi: integer(1, 0xffff_ffff),
  minimum_core: version,
  rollout: share,
  // Notes are printed: they may break lines, and hold nothing else that a terminal obeys or a reader cannot see.
  notes: checked(text(lengths.notes), (notes, place) => {
    if (/[^\P{C}\n]/u.test(notes)) throw place.error("holds a control character");
    return notes;
  }),
  updated_plugins: list(
    checked(artifactForm, (plugin, place) => {
      if (plugin.name === executableName) throw place.field("name").error("is the executable's");
      return plugin;
    }),
    counts.plugins,
    ({ name, platform, abi }) => `${name} ${platform} ${abi}`,
  ),
  executables: list(
    checked(artifactForm, (executable, place) => {
      if (executable.name !== executableName) throw place.field("name").error(`is not ${executableName}`);
      return executable;
    }),
    counts.executables,
    ({ platform }) => platform,
  ),
  releases: list(
    record({ version, size: integer(1, maximumBytes.manifest), sha256: hex32 }),
    counts.releases,
    (release) => release.version,
  ),
});

/**
 * Reads a manifest without deciding whether to trust it.
 * @throws UpdateError "size", "format", "format-version", or "name"
 */
export function readManifest(file: string, bytes: Uint8Array): ManifestFile {
  return readEnvelope(file, bytes, "manifest", maximumBytes.manifest, manifestForm);
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
