/** The name of the file that blocks are in until a program names another one: gforth's. */
export const BLOCK_FILE = "blocks.fb";
