/** Bytes of a text that are read at most: what has no end is no text. */
export const MOST_TEXT_BYTES = 2 ** 28;

/** The same for people. */
export const mostText = `${MOST_TEXT_BYTES / 2 ** 20} MB`;
