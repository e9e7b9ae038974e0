/** Sources whose functions note their file when they are entered (notes.ts). */

const transpiler = new Bun.Transpiler({ loader: "ts" });

/**
 * @param file what is noted: when one of its functions is entered, whether that one only hands on, and when a reader of
 * signed files begins and ends
 */
export function instrumented(source: string, file: string): string {
  // The transpiler forgets that imports are of macros or texts.
  if (/\bwith \{ type: "/.test(source)) return source;
  const tokens = Array.from(transpiler.transformSync(source).matchAll(TOKEN), ([token]) => token);
  const inserted = new Map<number, string>();
  for (const { name, from, to } of functionsIn(tokens)) {
    const handsOn = onlyHandsOn(tokens.slice(from + 1, to));
    const enter = `globalThis.routeNotes?.enter(${JSON.stringify(file)}, ${handsOn});`;
    if (!READERS.test(name)) {
      inserted.set(from, enter);
      continue;
    }
    inserted.set(from, `globalThis.routeNotes?.beginReading("${name}", arguments); try { ${enter}`);
    inserted.set(to - 1, "} finally { globalThis.routeNotes?.endReading(); }");
  }
  return tokens.map((token, at) => token + (inserted.get(at) ?? "")).join("");
}

/** What reads a signed file, or the record of what is installed, from its bytes. */
const READERS = /^(?:readRoot|keptRoots|readTimestamp|readManifest|readTrustState|decodeStore|decodeRecord)$/;

interface FunctionBody {
  /** Empty for one that has none. */
  readonly name: string;
  /** The places of its braces among the tokens. */
  readonly from: number;
  readonly to: number;
}

function functionsIn(tokens: readonly string[]): FunctionBody[] {
  const found: FunctionBody[] = [];
  const open: { name: string | undefined; from: number }[] = [];
  /** By open parenthesis: what stood before it. */
  const before: string[] = [];
  /** What stood before the parenthesis that was closed last. */
  let closed = "";
  let last = "";
  tokens.forEach((token, at) => {
    if (isSpace(token)) return;
    if (token === "(") before.push(last);
    if (token === ")") closed = before.pop() ?? "";
    if (token === "{") {
      const name = last === "=>" ? "" : last === ")" && isNameOfFunction(closed) ? closed : undefined;
      open.push({ name, from: at });
    }
    if (token === "}") {
      const { name, from } = open.pop() ?? { name: undefined, from: 0 };
      if (name !== undefined) found.push({ name, from, to: at });
    }
    last = token;
  });
  return found;
}

const isSpace = (token: string): boolean => /^\s|^\/\/|^\/\*/.test(token);

/** One call of something by its name, with names and constants, and nothing besides. */
function onlyHandsOn(body: readonly string[]): boolean {
  const text = body
    .map((token) => (isSpace(token) ? " " : token))
    .join("")
    .trim();
  return /^(?:return )?(?:await )?(?!(?:new|throw|super)\b)[#\w$.?]+\((?:[#\w$., ]|"[^"]*")*\);?$/.test(text);
}

/** Comments, strings, templates, regular expressions behind an operator, words, the rest. */
const TOKEN =
  /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\$]|\\.|\$(?!\{)|\$\{(?:[^{}`]|`(?:[^`\\$]|\\.|\$(?!\{)|\$\{[^{}`]*\})*`|\{[^{}]*\})*\})*`|(?<=[=(,:!&|?;{}\n]\s*)\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*|=>|[#\w$]+|[\s\S]/g;

/** A name before parentheses and braces is that of a function or method, but for these. */
const isNameOfFunction = (name: string): boolean =>
  /^[#\w$]+$/.test(name) ? !/^(?:if|for|while|switch|catch|with|await)$/.test(name) : name === "]";
