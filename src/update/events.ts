// What an update tells while it goes on: for a person's terminal, for a log, for `--json`. Times are in milliseconds.

import type { Artifact } from "../trust/artifact.ts";
import type { Decision } from "../trust/decision.ts";

export type UpdateEvent =
  /** Another process updates; this one waits for it. */
  | { readonly kind: "waiting"; readonly holder: number | undefined }
  | { readonly kind: "checking"; readonly source: string; readonly channel: string }
  /** The record of earlier checks could not be read, or not be kept. */
  | { readonly kind: "warning"; readonly message: string }
  | {
      readonly kind: "checked";
      readonly decision: Decision;
      readonly installed: string;
      readonly time: number;
    }
  /** The file is on this machine already. */
  | { readonly kind: "reused"; readonly artifact: Artifact }
  /** @field bytes what comes over the network */
  | {
      readonly kind: "download";
      readonly artifact: Artifact;
      readonly bytes: number;
      readonly isPatch: boolean;
    }
  | {
      readonly kind: "progress";
      readonly artifact: Artifact;
      readonly bytes: number;
      readonly received: number;
    }
  | {
      readonly kind: "downloaded";
      readonly artifact: Artifact;
      readonly bytes: number;
      readonly isPatch: boolean;
      readonly time: number;
    }
  /** A patch could not be used; the whole file is taken. */
  | { readonly kind: "patch-failed"; readonly artifact: Artifact; readonly reason: string }
  | { readonly kind: "verified"; readonly artifact: Artifact; readonly time: number }
  /** @field time that was waited for the self-checks, which run during the downloads */
  | { readonly kind: "self-checked"; readonly names: readonly string[]; readonly time: number }
  | {
      readonly kind: "installed";
      readonly version: string;
      readonly generation: number | undefined;
      readonly time: number;
    };

export type Report = (event: UpdateEvent) => void;
