/**
 * The compiled form of a Forth case. A case is a script: its checks are interpreted line by line. Here what defines stays
 * as it is, for loading, and the rest becomes words that `main` calls one after the other, so that it runs in the
 * executable. Checks that parse, define or evaluate stay out: `kept` and `left` tell how many.
 */

export interface CompiledForm {
  readonly source: string;
  /** The words that `main` calls. */
  readonly steps: readonly string[];
  readonly left: number;
}

/** Words that define, parse, or work on what is being interpreted. What has one of them runs while loading. */
const loading = new Set(
  `: ; :noname variable 2variable fvariable constant 2constant fconstant value 2value fvalue defer create buffer: marker
  field: cfield: ffield: sffield: dffield: 2field: wfield: lfield: +field %field begin-structure end-structure struct
  end-struct synonym alias vocabulary include require included required [if] [else] [then] [defined] [undefined] include
  evaluate postpone immediate compile-only forget also only previous definitions forth order set-order get-order
  set-current get-current wordlist search-wordlist find find-name environment? word parse parse-name parse-word name
  >in source source-id restore-input save-input refill [ ] ] state literal sliteral 2literal fliteral lastxt latestxt
  latest latestnt see locate where words here allot , c, 2, f, l, w, align aligned falign unused does> recurse recursive
  #! included? nextname noname ?compile interpret, compile, [compile] sourceline# sourcefilename #line traverse-wordlist
  name>string name>interpret name>compile id. nt>string execute-parsing execute-parsing-file load thru block list
  set-recognizers get-recognizers rec-nt recognize forth-recognize rec-forth swap-stage rollback-stage plugins bye quit
  (local) {: { [: ;] >body action-of is to +to ->here :}l :}d :}h [n:l [n:d [n:h done throws-name cold
  [do] [loop] [?do] [+loop] [for] [next] [begin] [until] [while] [repeat] [again] [i] ( .( \\ \\g`
    .split(/\s+/)
    .filter((word) => word !== ""),
);

const OPENING = /^(:|:noname)$/i;

/**
 * @param tester the file that takes the place of the usual tester
 * @param without names of steps to leave out
 */
export function compiledForm(source: string, tester: string, without: ReadonlySet<string>): CompiledForm {
  const out: string[] = [];
  const steps: string[] = [];
  let left = 0;
  let open = false;
  for (const line of source.replace(/^include \.\.\/tester\.fth$/m, `include ${tester}`).split("\n")) {
    const tokens = tokensOf(line);
    const wasOpen = open;
    for (const token of tokens) {
      if (OPENING.test(token)) open = true;
      else if (token === ";") open = false;
    }
    const isStep = !wasOpen && !open && /^T\{ .*\}T\s*$/.test(line);
    if (!isStep) {
      if (!/^done\s*$/.test(line)) out.push(line);
      continue;
    }
    const step = `step-${steps.length + left}`;
    const body = compilable(line);
    if (body === undefined || without.has(step)) {
      left++;
      continue;
    }
    out.push(`: ${step} ${body} ;`);
    steps.push(step);
  }
  out.push(`: main ${steps.join(" ")} done ;`);
  return { source: `${out.join("\n")}\n`, steps, left };
}

/** The words of a line, without comments, and without the texts of words that parse one. */
function tokensOf(line: string): string[] {
  const plain = line
    .replace(/(^|\s)\( [^)]*\)/g, " ")
    .replace(/(^|\s)\\(\s.*)?$/, " ")
    .replace(/(^|\s)(s"|s\\"|\."|c"|abort"|\.\() [^")]*[")]/gi, " $2 ");
  return plain.split(/\s+/).filter((token) => token !== "");
}

/** A check as it stands in a definition; undefined for one that runs only while loading. */
function compilable(line: string): string | undefined {
  const check = line
    .replace(/(^|\s)s" ([^"]*)" throws(?=\s)/gi, "$1[:: $2 ;:] catch")
    .replace(/(^|\s)' (\S+)/g, "$1['] $2")
    .replace(/(^|\s)char (\S+)/gi, "$1[char] $2");
  const words = tokensOf(check).map((word) => word.toLowerCase());
  if (words.some((word) => loading.has(word) || (word.startsWith("->") && word !== "->"))) return undefined;
  return check.replaceAll("[:: ", "[: ").replaceAll(" ;:]", " ;]");
}
