/** What --filter selects: a part of a name whatever its case, or a regular expression between slashes. */
export function matcher(pattern: string): (text: string) => boolean {
  const expression = /^\/(.*)\/(i?)$/s.exec(pattern);
  if (expression !== null) {
    const compiled = new RegExp(expression[1] as string, expression[2]);
    return (text) => compiled.test(text);
  }
  const part = pattern.toLowerCase();
  return (text) => text.toLowerCase().includes(part);
}
