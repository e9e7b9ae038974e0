/**
 * Which locals a place of a definition sees: a local is visible where every path to the place has declared it (gforth
 * manual, "Where are locals visible by name?"). A scope is a list, so that what two paths have in common is the part of
 * their lists that is the same.
 */
/** A character is a cell of which the lowest byte counts, an action (gforth's XT:) a token that the name executes. */
export type LocalKind = "cell" | "character" | "action" | "double" | "float" | "address";

export interface Local {
  readonly kind: LocalKind;
  /** Number of its float or (first) cell in the definition. */
  readonly index: number;
  /** It lies in memory instead: this far behind the address in the cell local `index`. */
  readonly frameOffset?: number;
}

/** The newest local of a place, and the locals declared before it. */
export interface LocalScope {
  /** Folded. */
  readonly name: string;
  readonly local: Local;
  readonly outer: LocalScope | undefined;
  /** Number of locals in the list. */
  readonly depth: number;
}

/** A scope with one more local. */
export function withLocal(outer: LocalScope | undefined, name: string, local: Local): LocalScope {
  return { name, local, outer, depth: (outer?.depth ?? 0) + 1 };
}

/** The newest local of a folded name. */
export function findLocal(scope: LocalScope | undefined, name: string): Local | undefined {
  let found = scope;
  while (found !== undefined && found.name !== name) found = found.outer;
  return found?.local;
}

/** The locals of a scope by folded name, without those that newer ones of their name hide. */
export function visibleLocals(scope: LocalScope | undefined): Map<string, Local> {
  const visible = new Map<string, Local>();
  for (let at = scope; at !== undefined; at = at.outer)
    if (!visible.has(at.name)) visible.set(at.name, at.local);
  return visible;
}

/** The locals that both scopes have declared. */
export function commonScope(a: LocalScope | undefined, b: LocalScope | undefined): LocalScope | undefined {
  let left = a;
  let right = b;
  while (left !== right) {
    if ((left?.depth ?? 0) >= (right?.depth ?? 0)) left = left?.outer;
    else right = right?.outer;
  }
  return left;
}
