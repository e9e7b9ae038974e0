/** Cases that take a second each, and are about the session rather than about code. */
export const aboutSession: readonly string[] = [
  // Makes words until numbers of forgotten ones serve again.
  "regression/tokens-kept-for-long.fth",
  // Includes a file in itself until there is no room.
  "limit/nested-files.fth",
];
