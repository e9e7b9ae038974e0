/**
 * What the tiers do, a line an event, for `--trace`: which word became code, by which stages, in what time; looks for new
 * stages; stages exchanged; what a stage declined, and what runs instead. It costs one comparison where it is off.
 */
export const traceChannels = ["compile", "look", "swap", "decline"] as const;

export type TraceChannel = (typeof traceChannels)[number];

type Write = (line: string) => void;

const writers: Partial<Record<TraceChannel, Write>> = {};

/** From now on, events of these channels are written. */
export function traceTo(channels: readonly TraceChannel[], write: Write): void {
  for (const channel of channels) writers[channel] = write;
}

/** Tells of an event. @param describe is called only when somebody listens */
export function trace(channel: TraceChannel, describe: () => string): void {
  writers[channel]?.(`${channel}: ${describe()}`);
}

/** Milliseconds, when somebody listens to a channel; else 0, because asking for the time costs something. */
export const traceClock = (channel: TraceChannel): number =>
  writers[channel] === undefined ? 0 : performance.now();
