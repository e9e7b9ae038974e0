/** What `self-update --json` prints: one object that tells a fleet's tools everything that a person would be told. */
import type { Decision } from "../trust/decision.ts";
import type { UpdateEvent } from "../update/events.ts";

interface FileSummary {
  readonly name: string;
  readonly version: string;
  readonly size: number;
  /** Bytes that came over the network. */
  downloaded: number;
  patch: boolean;
}

/** Gathers the events of an update. */
export class UpdateSummary {
  readonly #files = new Map<string, FileSummary>();
  readonly #warnings: string[] = [];
  /** Milliseconds. */
  readonly #times = { check: 0, download: 0, verify: 0, selfCheck: 0, install: 0 };
  #decision: Decision | undefined;
  #generation: number | undefined;

  /** @param installed the release that was in use at the beginning */
  constructor(private readonly installed: string) {}

  readonly gather = (event: UpdateEvent): void => {
    switch (event.kind) {
      case "warning":
        this.#warnings.push(event.message);
        return;
      case "checked":
        this.#decision = event.decision;
        this.#times.check += event.time;
        return;
      case "downloaded": {
        const { name, version, size } = event.artifact;
        this.#times.download += event.time;
        this.#files.set(name, { name, version, size, downloaded: event.bytes, patch: event.isPatch });
        return;
      }
      case "verified":
        this.#times.verify += event.time;
        return;
      case "self-checked":
        this.#times.selfCheck += event.time;
        return;
      case "installed":
        this.#times.install += event.time;
        this.#generation = event.generation;
        return;
      default:
        return;
    }
  };

  /**
   * The object.
   * @param outcome what there is to tell at the end: `now`, or `error`
   * @param total milliseconds
   */
  describe(outcome: Readonly<Record<string, unknown>>, total: number): Record<string, unknown> {
    const files = [...this.#files.values()];
    const decision = this.#decision;
    return {
      installed: this.installed,
      ...(decision === undefined
        ? {}
        : {
            latest: decision.manifest.version,
            channel: decision.manifest.channel,
            decision: decision.kind,
            ...(decision.kind === "executable" ? { why: decision.why } : {}),
            ...(decision.kind === "plugins"
              ? { changed: decision.changed.map(({ name, version }) => ({ name, version })) }
              : {}),
          }),
      ...outcome,
      generation: this.#generation,
      files,
      downloaded: files.reduce((sum, { downloaded }) => sum + downloaded, 0),
      milliseconds: Object.fromEntries(
        Object.entries({ ...this.#times, total }).map(([name, time]) => [name, Math.round(time * 100) / 100]),
      ),
      ...(this.#warnings.length === 0 ? {} : { warnings: this.#warnings }),
    };
  }
}
