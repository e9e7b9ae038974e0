/** What `self-update` tells a person: step by step, with bars on a terminal and plain lines elsewhere. */

import { writeAll } from "../machine/output.ts";
import { bytesOf } from "../machine/system_text.ts";
import { paintFor } from "../terminal/screen.ts";
import type { Artifact } from "../trust/artifact.ts";
import type { Decision } from "../trust/decision.ts";
import type { UpdateEvent } from "../update/events.ts";

/** Cells of a bar, where there is room. */
const BAR = 20;
/** Columns of what stands around a bar. */
const AROUND_BAR = 70;
/** Milliseconds between two drawings of a bar. */
const REDRAW = 50;

/** Writes the events of an update to standard output. */
export class UpdateReport {
  readonly #paint = paintFor(1);
  /** Verified files, and the time that it took. */
  #verified = { count: 0, time: 0 };
  #lastDrawn = 0;
  #barShown = false;
  #downloadStart = 0;

  /** @param live whether bars can be drawn: standard output is a terminal, and nobody keeps it as a log */
  constructor(
    private readonly live: boolean,
    private readonly write: (text: string) => void = writeText,
  ) {}

  readonly show = (event: UpdateEvent): void => {
    switch (event.kind) {
      case "waiting":
        return this.#line(
          `Waiting for another update${event.holder === undefined ? "" : ` (process ${event.holder})`} …`,
        );
      case "checking":
        return this.#line(`Checking ${event.source} (channel ${event.channel}) …`);
      case "warning":
        return this.#line(`Note: ${event.message}`);
      case "checked":
        return this.#line(
          `Installed is ${event.installed}, the newest is ${this.#paint.strong(event.decision.manifest.version)} ${this.#dim(event.time)}`,
        );
      case "reused":
        return this.#line(`  ${nameOf(event.artifact)}  is on this machine already`);
      case "download":
        this.#downloadStart = performance.now();
        this.#lastDrawn = 0;
        return;
      case "progress":
        return this.#progress(event.artifact, event.received, event.bytes);
      case "downloaded":
        return this.#downloaded(event);
      case "patch-failed":
        return this.#line(
          `  ${nameOf(event.artifact)}  the patch does not do, the whole file is taken: ${event.reason}`,
        );
      case "verified":
        this.#verified = { count: this.#verified.count + 1, time: this.#verified.time + event.time };
        return;
      case "self-checked":
        this.#tellVerified();
        return this.#line(`Self-check passed: ${event.names.join(", ")} ${this.#dim(event.time)}`);
      case "installed":
        this.#tellVerified();
        return this.#line(
          `Installed ${event.version}${event.generation ? ` as generation ${event.generation}` : ""} ${this.#dim(event.time)}`,
        );
    }
  };

  /** A line of its own, behind what was drawn. */
  line(text: string): void {
    this.#line(text);
  }

  #tellVerified(): void {
    const { count, time } = this.#verified;
    if (count === 0) return;
    this.#line(`Signatures verified: ${count === 1 ? "1 file" : `${count} files`} ${this.#dim(time)}`);
    this.#verified = { count: 0, time: 0 };
  }

  #progress(artifact: Artifact, received: number, bytes: number): void {
    const now = performance.now();
    if (!this.live || (now - this.#lastDrawn < REDRAW && received < bytes)) return;
    this.#lastDrawn = now;
    const done = Math.min(1, received / bytes);
    const width = Math.max(0, Math.min(BAR, (process.stdout.columns ?? 80) - AROUND_BAR));
    const filled = Math.round(done * width);
    const bar = "█".repeat(filled) + this.#paint.dim("░".repeat(width - filled));
    const percent = String(Math.floor(done * 100)).padStart(3);
    const elapsed = now - this.#downloadStart;
    const amount = `${sizeOf(received)} of ${sizeOf(bytes)}  ${speedOf(received, elapsed)}  ${timeOf(elapsed)}`;
    this.write(`\r\x1b[K  ${nameOf(artifact)}  ${bar} ${percent} %  ${amount}`);
    this.#barShown = true;
  }

  #downloaded({ artifact, bytes, isPatch, time }: Extract<UpdateEvent, { kind: "downloaded" }>): void {
    const what = isPatch ? `${sizeOf(bytes)} patch for ${sizeOf(artifact.size)}` : sizeOf(bytes);
    this.#line(`  ${nameOf(artifact)}  ${what}, ${speedOf(bytes, time)} ${this.#dim(time)}`);
  }

  /** A line, in the place of a bar that is shown. */
  #line(text: string): void {
    this.write(`${this.#barShown ? "\r\x1b[K" : ""}${text}\n`);
    this.#barShown = false;
  }

  #dim(milliseconds: number): string {
    return this.#paint.dim(`(${timeOf(milliseconds)})`);
  }
}

/** What comes of a check, as a sentence. */
export function sentence(decision: Decision, installed: string): string {
  const { version } = decision.manifest;
  switch (decision.kind) {
    case "current":
      return `FastForth ${version} is the newest.`;
    case "ahead":
      return `FastForth ${installed} is newer than the newest of this channel, ${version}; --version ${version} goes back to it.`;
    case "waiting":
      return `FastForth ${version} goes to other machines first; this one stays at ${installed} for now. --version ${version} takes it at once.`;
    case "staying":
      return decision.at === installed
        ? `FastForth stays at ${installed}, as you chose; the newest is ${version}. --version latest goes on with it.`
        : `FastForth ${installed} is in use, and you chose to stay at ${decision.at}: no update. The newest is ${version}; --version latest goes on with it.`;
    case "refused":
      return `FastForth ${version} failed on this machine, so it stays at ${installed}. --version ${version} tries again.`;
    case "plugins":
      return `FastForth ${version} ${decision.back ? "takes the place of the newer" : "is an update to"} ${installed}: ${countOf(decision.changed.length)} to swap, without a restart.`;
    case "executable":
      return `FastForth ${version} needs a new executable: ${reasonOf(decision)}`;
  }
}

function reasonOf({ why, manifest }: Extract<Decision, { kind: "executable" }>): string {
  switch (why) {
    case "abi":
      return `its stages speak version ${manifest.abi} of the stage ABI, and this executable another, so they cannot be swapped into running programs.`;
    case "minimum-core":
      return `its stages need an executable of ${manifest.minimum_core} or newer.`;
    case "older":
      return "it is older than this executable, whose own stages are newer.";
    case "no-plugins":
      return "it has no stages of their own for this platform.";
  }
}

function countOf(count: number): string {
  return count === 1 ? "1 stage" : `${count} stages`;
}

function nameOf({ name, version }: Artifact): string {
  return `${name.padEnd(9)} ${version}`;
}

/** Bytes for people. */
export function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Milliseconds for people. */
export function timeOf(milliseconds: number): string {
  return milliseconds < 1000
    ? `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`
    : `${(milliseconds / 1000).toFixed(2)} s`;
}

function speedOf(bytes: number, milliseconds: number): string {
  return `${sizeOf(Math.round((bytes / Math.max(milliseconds, 0.1)) * 1000))}/s`;
}

function writeText(text: string): void {
  writeAll(1, bytesOf(text));
}
