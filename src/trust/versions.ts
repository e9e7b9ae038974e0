// Semantic versions, compared by the package `semver`. Only its parts are imported that compare, and only when they are
// needed: most versions are three numbers, and loading it takes a fifth of a start.

type Compare = typeof import("semver/functions/compare.js");
type Valid = typeof import("semver/functions/valid.js");

/**
 * True for a semantic version in its normal form. That has no build metadata: two versions that differ in it alone are
 * equal in order, so that neither is the newer one.
 */
export function isVersion(text: string): boolean {
  const valid = require("semver/functions/valid.js") as Valid;
  return valid(text) === text;
}

/** Negative when `a` is older than `b`, 0 when both are the same, positive when it is newer. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [plainNumbers(a), plainNumbers(b)];
  if (left === undefined || right === undefined) {
    const compare = require("semver/functions/compare.js") as Compare;
    return compare(a, b);
  }
  const at = left.findIndex((number, index) => number !== right[index]);
  return at < 0 ? 0 : Math.sign((left[at] as number) - (right[at] as number));
}

/** The numbers of a version that has nothing else. */
function plainNumbers(version: string): readonly number[] | undefined {
  return /^(0|[1-9]\d{0,14})(\.(0|[1-9]\d{0,14})){2}$/.test(version)
    ? version.split(".").map(Number)
    : undefined;
}
