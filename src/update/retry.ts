// Trying again, a few times and not for ever.

import { UpdateError } from "../trust/errors.ts";

interface RetryLimits {
  /** Tries in all. */
  readonly tries: number;
  /** Milliseconds before the second try; doubled before each further one. */
  readonly firstDelay: number;
  /** A server that asks for more patience than this is not waited for. */
  readonly longestDelay: number;
  /** Milliseconds after which what has timed out is not tried again: somebody waits for an answer. */
  readonly patience: number;
}

/**
 * Does something again while it fails in a way that may go away by itself: no connection, silence, a transfer that
 * breaks, a server that is busy. A server's Retry-After counts.
 * @throws what the last try threw
 */
export async function withRetries<Result>(
  limits: RetryLimits,
  attempt: () => Promise<Result>,
): Promise<Result> {
  const started = performance.now();
  let delay = limits.firstDelay;
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      const wait = delayBefore(error, delay);
      if (tries >= limits.tries || wait === undefined || wait > limits.longestDelay) throw error;
      const isLate = performance.now() - started >= limits.patience;
      if (isLate && error instanceof UpdateError && error.fault === "timeout") throw error;
      await Bun.sleep(wait);
      delay *= 2;
    }
  }
}

const BUSY: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Milliseconds before the next try; undefined when another would fail in the same way. */
function delayBefore(error: unknown, delay: number): number | undefined {
  if (!(error instanceof UpdateError)) return undefined;
  const { fault, cause } = error;
  if (cause instanceof StatusCause) return BUSY.has(cause.status) ? (cause.retryAfter ?? delay) : undefined;
  return fault === "network" || fault === "timeout" || cause instanceof BrokenTransfer ? delay : undefined;
}

/** What a failed answer says about trying again. */
export class StatusCause {
  constructor(
    readonly status: number,
    /** Milliseconds, if the server named a time. */
    readonly retryAfter: number | undefined,
  ) {}
}

/** Marks an error that may go away by itself. */
export class BrokenTransfer {}
