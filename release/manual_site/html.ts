const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text as HTML has it. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => entities[character] as string);
