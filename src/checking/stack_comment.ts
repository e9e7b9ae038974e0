/**
 * Stack comments as people write them: `( n1 n2 -- n3 )`, `( c-addr u -- c-addr 0 | xt true )`, `( F: r -- r )`,
 * `( x1 … xn n -- )`, `( d -- )`. What can be read in several ways is held for right when one of them is.
 */
import { countedEffect, depthsOf, type KnownEffect, type Way } from "./effect.ts";

/** How many cells and floats an item may stand for. */
interface Size {
  readonly cells: number;
  readonly floats: number;
}

interface Item {
  /** Items of the same name have the same size. */
  readonly name: string;
  readonly sizes: readonly Size[];
}

/** What is before or behind the `--`: items, or an unknown number of them. */
interface Side {
  readonly items: readonly Item[];
  readonly isOpen: boolean;
}

/** A stack comment that has been understood. */
export interface DeclaredEffect {
  /** As it is written, without the parentheses. */
  readonly text: string;
  readonly inputs: readonly Side[];
  readonly outputs: readonly Side[];
  /** Floats have a place of their own in it: F: */
  readonly namesFloats: boolean;
  /** The last items may be words of a sentence. */
  readonly isLoose?: boolean;
}

type CommentReading =
  | { readonly kind: "effect"; readonly declared: DeclaredEffect }
  /** Names of stack items without a `--`, or with something else in its place. */
  | { readonly kind: "no-dashes" | "one-dash"; readonly text: string }
  | { readonly kind: "prose" };

const cell: Size = { cells: 1, floats: 0 };
const float: Size = { cells: 0, floats: 1 };
const none: Size = { cells: 0, floats: 0 };
const pair: Size = { cells: 2, floats: 0 };

const SEPARATOR = /^(?:-{2,}|—|–|->|-->|=>|→)$/;
const ALTERNATIVE = /^(?:\||\|\||\/|or)$/i;
const OPEN = /^(?:\.{2,}|…|\?{2,}|[ijk]\*\w+|\*[ijk]|any|xs|\*)$|\.\.|…/i;
/** `n*x` may be a number of cells, or a product; `2*x` two cells, or twice the number. */
const COUNTED = /^(?:[a-z]\w?|\+n|\d+)\*\S+$|^\S+\*[a-z]\w?$/i;
const FLOAT_MARK = /^f(?:p|loats?)?:$/i;
const CELL_MARK = /^(?:s|d|ds|data):$/i;
const OTHER_MARK = /^(?:r|rs|c|cs|l|a):$/i;
const FLOAT_NAME = /^(?:r|fp?|float|[xyz]|real|re|im)[\d'"a-z]?\d*'*$|^[rf][-_.]/i;
/** gforth's complex numbers. */
const COMPLEX_NAME = /^z\d*'*$/i;
const DOUBLE_NAME = /^[+-]?(?:[uxwni]|i[xj])?d|^\d+u?d$|^2[a-z]\w*$|double/i;
const TEXT_NAME = /str|\$|text|name|line|"|^s\d*'*$|path|file/i;
const PROSE =
  /^(?:the|is|are|was|of|an|if|else|when|and|with|where|returns?|that|this|these|unless|otherwise|it|its|has|have|which|will|should|does|do|not|also|must|into|for|by|as)$/i;
const COMMA = ",";
const OPERATOR = /^[+\-*/^%=<>&]+$/;
/** What people call stack items: what a comment without `--` must consist of to be taken for one that lacks it. */
const USUAL_NAME =
  /^(?:[nuxdfabc]\d*|ud\d*|w\d*|c-addr\d*|a-addr\d*|addr\d*|char|flag|xt\d*|r\d*|i|j|len|ior|fid|nt|wid|str|ptr)$/i;

/** Longer comments are no stack comments. */
const MAX_TOKENS = 40;

/**
 * Reads the text of a line comment behind the name of a definition. People write more of them for people: what is behind
 * the outputs may be anything.
 */
export function readLineComment(text: string): CommentReading {
  const inside = /^\s*\(\s(.*?)\s\)/.exec(text)?.[1] ?? text.split(/\s\)/)[0] ?? "";
  const [, before = "", after = ""] = /^(.*?\s?--)(?=\s|$)(.*)$/.exec(inside) ?? [];
  if (before === "") return { kind: "prose" };
  const outputs = after.trim().split(/\s{2,}|\t/)[0] ?? "";
  const reading = readComment(`${before} ${outputs}`);
  return reading.kind === "effect"
    ? { ...reading, declared: { ...reading.declared, isLoose: true } }
    : reading;
}

/** Reads the text of a comment that stands behind the name of a definition. */
export function readComment(text: string): CommentReading {
  const tokens = tokensOf(text);
  if (tokens.length === 0 || tokens.length > MAX_TOKENS) return { kind: "prose" };
  if (!tokens.some((token) => SEPARATOR.test(token))) {
    if (tokens.filter((token) => token === "-").length === 1) {
      const items = tokens.filter((token) => token !== "-");
      if (items.every((token) => USUAL_NAME.test(token))) return { kind: "one-dash", text: text.trim() };
    }
    if (tokens.every((token) => USUAL_NAME.test(token))) return { kind: "no-dashes", text: text.trim() };
    return { kind: "prose" };
  }
  if (tokens.some((token) => PROSE.test(token))) return { kind: "prose" };
  const declared = readEffect(text, tokens);
  return declared === undefined ? { kind: "prose" } : { kind: "effect", declared };
}

/**
 * Words of the comment; what stands in quotes is one, and what is behind a `;` or a `\` is said to people alone. So may
 * be what is behind a comma between blanks that follows the dashes.
 */
function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  for (const token of text.trim().split(/\s+/)) {
    if (token === ";" || token === "\\") break;
    if (token === COMMA && tokens.some((before) => SEPARATOR.test(before))) tokens.push(COMMA);
    const item = token.replace(/^,|,$/g, "");
    if (item !== "") tokens.push(item);
  }
  return joinQuoted(tokens);
}

function joinQuoted(tokens: readonly string[]): string[] {
  const joined: string[] = [];
  for (let at = 0; at < tokens.length; at++) {
    let token = tokens[at] as string;
    const opens = token.startsWith('"') && !(token.length > 1 && token.endsWith('"'));
    const end = opens ? tokens.findIndex((other, place) => place > at && other.endsWith('"')) : -1;
    if (end > 0) {
      token = tokens.slice(at, end + 1).join(" ");
      at = end;
    }
    joined.push(token);
  }
  return joined;
}

type Stack = "cells" | "floats" | "other";

/** Items of one alternative of a side, by stack. */
class Draft {
  cells: string[] = [];
  floats: string[] = [];

  copy(): Draft {
    const copy = new Draft();
    copy.cells = [...this.cells];
    copy.floats = [...this.floats];
    return copy;
  }
}

function readEffect(text: string, tokens: readonly string[]): DeclaredEffect | undefined {
  const sides: [Draft[], Draft[]] = [[new Draft()], [new Draft()]];
  let stack: Stack = "cells";
  let side = 0;
  let namesFloats = false;
  /** Items since the last mark, which turn out to be inputs when a `--` follows. */
  let sinceMark: string[] | undefined;
  for (const token of tokens) {
    const mark = markOf(token);
    if (mark === "unknown") return undefined;
    if (mark !== undefined) {
      stack = mark;
      namesFloats ||= mark === "floats";
      sinceMark = [];
    } else if (SEPARATOR.test(token)) {
      if (side === 1 && sinceMark !== undefined && stack !== "other") {
        const outputs = (sides[1].at(-1) as Draft)[stack];
        outputs.length -= sinceMark.length;
        (sides[0].at(-1) as Draft)[stack].push(...sinceMark);
      }
      if (side === 1 && sinceMark === undefined) return undefined;
      side = 1;
      sinceMark = undefined;
    } else if (token === COMMA) {
      // What stands before it is a reading, with what follows it another.
      sides[1].push((sides[1].at(-1) as Draft).copy());
    } else if (ALTERNATIVE.test(token)) {
      sides[side as 0 | 1].push(new Draft());
    } else if (stack !== "other") {
      (sides[side as 0 | 1].at(-1) as Draft)[stack].push(token);
      sinceMark?.push(token);
    }
  }
  const context = contextOf(tokens, namesFloats);
  const read = (drafts: readonly Draft[]) => drafts.map((draft) => sideOf(draft, context));
  return { text: text.trim(), inputs: read(sides[0]), outputs: read(sides[1]), namesFloats };
}

function markOf(token: string): Stack | "unknown" | undefined {
  if (FLOAT_MARK.test(token)) return "floats";
  if (CELL_MARK.test(token)) return "cells";
  if (OTHER_MARK.test(token)) return "other";
  return /^[\w-]{2,}:$/.test(token) ? "unknown" : undefined;
}

function sideOf({ cells, floats }: Draft, context: Context): Side {
  const items = [
    ...withoutOperators(cells).map((token) => itemOf(token, context)),
    ...floats.map(
      (token): Item => ({
        name: `F:${token}`,
        sizes: COMPLEX_NAME.test(token) ? [float, { cells: 0, floats: 2 }] : [float],
      }),
    ),
  ];
  return { items, isOpen: [...cells, ...floats].some((token) => OPEN.test(token)) };
}

/** `a + b` is one item. */
function withoutOperators(tokens: readonly string[]): string[] {
  const items: string[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] as string;
    const isOperator = OPERATOR.test(token) && items.length > 0 && at + 1 < tokens.length;
    if (isOperator) items.push(`${items.pop()}${token}${tokens[++at]}`);
    else items.push(token);
  }
  return items;
}

const itemOf = (token: string, context: Context): Item => ({
  name: token.toLowerCase(),
  sizes: sizesOf(token, context),
});

/** What the other items of a comment say about each. */
interface Context {
  readonly namesFloats: boolean;
  /** There is a complex number among them: what is computed from it is one, or a float. */
  readonly hasComplex: boolean;
  /** There is a double-cell number among them: a result by another name may be one, too. */
  readonly hasDouble: boolean;
}

const contextOf = (tokens: readonly string[], namesFloats: boolean): Context => ({
  namesFloats,
  hasComplex: !namesFloats && tokens.some((token) => COMPLEX_NAME.test(token)),
  hasDouble: tokens.some((token) => /^[ux]?d\d*$/i.test(token)),
});

function sizesOf(token: string, { namesFloats, hasComplex, hasDouble }: Context): Size[] {
  const complex = hasComplex ? [float, { cells: 0, floats: 2 }] : [];
  if (/^["']/.test(token) && token.length > 1) return [none, cell, pair];
  if (/^[<[{].*[>\]}]$/.test(token)) return [none, cell, pair, ...complex];
  if (/^[<[{]|[>\]}]$/.test(token)) return [cell, none, ...complex];
  const sizes: Size[] = [cell];
  if (hasDouble || DOUBLE_NAME.test(token) || TEXT_NAME.test(token)) sizes.push(pair);
  if (COUNTED.test(token)) {
    const count = Number.parseInt(token, 10);
    if (count > 0) sizes.push({ cells: count, floats: 0 });
  }
  const parts = token.split(/[/,:]/).filter((part) => part !== "").length;
  if (parts > 1) sizes.push({ cells: parts, floats: 0 });
  sizes.push(...complex);
  if (!hasComplex && !namesFloats && FLOAT_NAME.test(token)) sizes.push(float);
  return sizes;
}

/** More names whose size is not certain than these are not compared. */
const MAX_UNCERTAIN = 6;

interface Totals {
  readonly cellIn: number;
  readonly floatIn: number;
  readonly cellOut: number;
  readonly floatOut: number;
}

/** Everything that the comment may mean; undefined when it says nothing about numbers. */
function meanings(declared: DeclaredEffect): readonly Totals[] | undefined {
  const known = knownMeanings.get(declared) ?? { totals: allMeanings(declared) };
  knownMeanings.set(declared, known);
  return known.totals;
}

/** A comment is asked more than once, and some may mean much. */
const knownMeanings = new WeakMap<DeclaredEffect, { readonly totals: readonly Totals[] | undefined }>();

function allMeanings({ inputs, outputs, isLoose }: DeclaredEffect): Totals[] | undefined {
  const totals: Totals[] = [];
  for (const before of inputs)
    for (const after of isLoose === true ? outputs.flatMap(beginningsOf) : outputs) {
      if (before.isOpen || after.isOpen) return undefined;
      const uncertain = uncertainOf([...before.items, ...after.items]);
      if (uncertain.length > MAX_UNCERTAIN) return undefined;
      for (const choice of choices(uncertain)) {
        const left = total(before, choice);
        const right = total(after, choice);
        totals.push({
          cellIn: left.cells,
          floatIn: left.floats,
          cellOut: right.cells,
          floatOut: right.floats,
        });
      }
    }
  return totals;
}

/** A side, and what is left of it without its last items. */
const beginningsOf = ({ items, isOpen }: Side): Side[] =>
  Array.from({ length: items.length + 1 }, (_, count) => ({ items: items.slice(0, count), isOpen }));

function uncertainOf(items: readonly Item[]): Item[] {
  const byName = new Map<string, Item>();
  for (const item of items) if (item.sizes.length > 1) byName.set(item.name, item);
  return [...byName.values()];
}

/** Every choice of a size for each item. */
function choices(items: readonly Item[]): Map<string, Size>[] {
  let all: Map<string, Size>[] = [new Map()];
  for (const { name, sizes } of items)
    all = all.flatMap((choice) => sizes.map((size) => new Map([...choice, [name, size]])));
  return all;
}

function total({ items }: Side, choice: ReadonlyMap<string, Size>): Size {
  let cells = 0;
  let floats = 0;
  for (const { name, sizes } of items) {
    const size = choice.get(name) ?? (sizes[0] as Size);
    cells += size.cells;
    floats += size.floats;
  }
  return { cells, floats };
}

/** Whether a comment can be meant to say what a word does. A word may leave items alone that its comment names. */
export function agrees(declared: DeclaredEffect, effect: KnownEffect): boolean {
  const totals = meanings(declared);
  if (totals === undefined) return true;
  return effect.ways.every((way) => totals.some((said) => fits(said, effect, way, declared.namesFloats)));
}

function fits(said: Totals, effect: KnownEffect, way: Way, strict: boolean): boolean {
  const { cellIn, floatIn } = effect;
  const left = { cells: way.cells.length, floats: way.floatOut };
  const needed = cellIn - untouched(way);
  const saysFloats = said.floatIn + said.floatOut > 0;
  const usesFloats = floatIn + left.floats > 0;
  if (usesFloats && !strict && !saysFloats) {
    // Items of any name may be floats.
    const more = said.cellIn - cellIn - floatIn;
    return said.cellIn >= needed + floatIn && said.cellOut - left.cells - left.floats === more;
  }
  return (
    said.cellIn >= needed &&
    said.floatIn >= floatIn &&
    said.cellOut - said.cellIn === left.cells - cellIn &&
    said.floatOut - said.floatIn === left.floats - floatIn
  );
}

/** How many of the deepest inputs a way leaves as they are: it need not have any. */
function untouched({ cells }: Way): number {
  let count = 0;
  while (count < cells.length && cells[count] === count) count++;
  return count;
}

/** What a comment says for certain: what callers may rely on when the effect is not found out. */
export function certainEffect(declared: DeclaredEffect): KnownEffect | undefined {
  const totals = meanings(declared);
  const [first] = totals ?? [];
  if (totals === undefined || first === undefined) return undefined;
  const isCertain = totals.every(
    (said) =>
      said.cellIn === first.cellIn &&
      said.cellOut === first.cellOut &&
      said.floatIn === first.floatIn &&
      said.floatOut === first.floatOut,
  );
  return isCertain ? countedEffect(first.cellIn, first.cellOut, first.floatIn, first.floatOut) : undefined;
}

/** The same comment with an address before the inputs: what DOES> leaves out. */
export function withAddress(declared: DeclaredEffect): DeclaredEffect {
  const address: Item = { name: "(address of DOES>)", sizes: [cell] };
  return {
    ...declared,
    inputs: declared.inputs.map((side) => ({ ...side, items: [...side.items, address] })),
  };
}

/** A side each item of which may be a float. */
const orFloats = ({ items, isOpen }: Side): Side => ({
  items: items.map(({ name, sizes }) => ({ name, sizes: sizes.includes(float) ? sizes : [...sizes, float] })),
  isOpen,
});

/** What the items of a comment are called, without what tells several of them apart. */
export const itemNames = ({ inputs, outputs }: DeclaredEffect): string[] =>
  [...inputs, ...outputs].flatMap(({ items }) => items.map(({ name }) => name.replace(/[\d']+$/, "")));

/** Whether a comment speaks of all that a word takes and leaves, and of more. */
export function namesMore(declared: DeclaredEffect, effect: KnownEffect): boolean {
  return (meanings(declared) ?? []).some(
    (said) => said.cellIn >= effect.cellIn && depthsOf(effect).every(({ cells }) => said.cellOut >= cells),
  );
}

/** Two comments in a row: `( n -- ) ( F: r -- )`. */
export function joinEffects(a: DeclaredEffect, b: DeclaredEffect): DeclaredEffect {
  const both = (left: readonly Side[], right: readonly Side[]): Side[] =>
    left.flatMap((one) =>
      right.map((other) => ({ items: [...one.items, ...other.items], isOpen: one.isOpen || other.isOpen })),
    );
  return {
    text: `${a.text} ) ( ${b.text}`,
    inputs: both(a.inputs, b.inputs),
    outputs: both(a.outputs, b.outputs),
    namesFloats: a.namesFloats || b.namesFloats,
  };
}

/**
 * The declaration of locals, `a b | c -- d`, as a stack comment; undefined when it does not say what is left. `F:` and
 * its kin concern the next name alone.
 */
export function readLocals(text: string): DeclaredEffect | undefined {
  const tokens = tokensOf(text);
  const dashes = tokens.indexOf("--");
  if (dashes < 0) return undefined;
  const before = tokens.slice(0, dashes);
  const bar = before.indexOf("|");
  const items: Item[] = [];
  let size: Size = cell;
  for (const token of bar < 0 ? before : before.slice(0, bar)) {
    if (/^(?:[wcdf]\^|[wc]:|xt:)$/i.test(token))
      size = /^d\^/i.test(token) ? pair : /^f\^/i.test(token) ? float : cell;
    else if (/^d:$/i.test(token)) size = pair;
    else if (/^f:$/i.test(token)) size = float;
    else {
      items.push({ name: `local ${token}`, sizes: [size] });
      size = cell;
    }
  }
  const after = tokens.slice(dashes);
  if (after.some((token) => PROSE.test(token))) return undefined;
  const outputs = readEffect("", after)?.outputs;
  if (outputs === undefined) return undefined;
  const hasFloats = items.some(({ sizes }) => sizes.includes(float));
  const widened = outputs.map((side) => (hasFloats ? orFloats(side) : side));
  return { text: text.trim(), inputs: [{ items, isOpen: false }], outputs: widened, namesFloats: false };
}
