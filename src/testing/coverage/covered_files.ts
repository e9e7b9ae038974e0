/** Which files coverage is about: those of the program that is tested, not its tests. */
import { basename, relative, resolve } from "node:path";
import { PACKAGES, TEST_NAME } from "../discovery.ts";

/** What a tester is called that programs bring along. */
const TESTER = /^t*tester[\w-]*\.[a-z0-9]+$/i;

/**
 * Whether a file, by its absolute path, is counted.
 * @param testFile the file that runs as a test
 * @param glob which files instead, by their paths below the folder: tests, too
 */
export function coveredFiles(
  folder: string,
  testFile: string,
  glob: string | undefined,
): (path: string) => boolean {
  if (glob !== undefined) {
    const chosen = new Bun.Glob(glob);
    return (path) => chosen.match(relative(folder, path)) || chosen.match(path);
  }
  const test = resolve(folder, testFile);
  return (path) => {
    const name = basename(path);
    const isOfPackage = relative(folder, path)
      .split("/")
      .some((part) => PACKAGES.has(part));
    return path !== test && !TEST_NAME.test(name) && !TESTER.test(name) && !isOfPackage;
  };
}
