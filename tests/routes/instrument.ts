/** Sources whose functions note their file when they are entered (notes.ts). */

const transpiler = new Bun.Transpiler({ loader: "ts" });

/** @param file what is noted */
export function instrumented(source: string, file: string): string {
  // The transpiler forgets that imports are of macros or texts.
  if (/\bwith \{ type: "/.test(source)) return source;
  const note = `globalThis.routeNotes?.enter(${JSON.stringify(file)});`;
  let result = "";
  let last = "";
  /** By open parenthesis: what stood before it. */
  const before: string[] = [];
  /** What stood before the parenthesis that was closed last. */
  let closed = "";
  for (const [token] of transpiler.transformSync(source).matchAll(TOKEN)) {
    result += token;
    if (/^\s|^\/\/|^\/\*/.test(token)) continue;
    if (token === "(") before.push(last);
    if (token === ")") closed = before.pop() ?? "";
    if (token === "{" && (last === "=>" || (last === ")" && isNameOfFunction(closed)))) result += note;
    last = token;
  }
  return result;
}

/** Comments, strings, templates, regular expressions behind an operator, words, the rest. */
const TOKEN =
  /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\$]|\\.|\$(?!\{)|\$\{(?:[^{}`]|`(?:[^`\\$]|\\.|\$(?!\{)|\$\{[^{}`]*\})*`|\{[^{}]*\})*\})*`|(?<=[=(,:!&|?;{}\n]\s*)\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*|=>|[#\w$]+|[\s\S]/g;

/** A name before parentheses and braces is that of a function or method, but for these. */
const isNameOfFunction = (name: string): boolean =>
  /^[#\w$]+$/.test(name) ? !/^(?:if|for|while|switch|catch|with|await)$/.test(name) : name === "]";
