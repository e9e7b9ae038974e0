/** How the table of the system's words describes one. */

/** Offsets in u32 words: flags; the word set and number in it of a host word; the prelude body's number plus 1. */
export const SystemRecord = { WORDS: 4, flags: 0, set: 1, ordinal: 2, body: 3 } as const;

export const SystemFlag = { immediate: 1, inline: 2, compileOnly: 4, host: 8, dual: 16 } as const;
