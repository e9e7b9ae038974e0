// Semantic versions, compared by the package `semver`. Only its parts are imported that compare.

import compare from "semver/functions/compare.js";
import valid from "semver/functions/valid.js";

/**
 * True for a semantic version in its normal form. That has no build metadata: two versions that differ in it alone are
 * equal in order, so that neither is the newer one.
 */
export function isVersion(text: string): boolean {
  return valid(text) === text;
}

/** Negative when `a` is older than `b`, 0 when both are the same, positive when it is newer. */
export function compareVersions(a: string, b: string): number {
  return compare(a, b);
}
