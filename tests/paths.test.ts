/** src/machine/paths.ts against node:path, on paths of everything that is special in them. */
import { expect, test } from "bun:test";
import { posix } from "node:path";
import { dirname, isAbsolute, join, resolve } from "../src/machine/paths.ts";

const parts = ["a", "..", ".", "", "b.c", "/", "..a", "a b"];

/** All paths of so many parts, with and without a slash at the beginning and the end. */
function paths(count: number): string[] {
  if (count === 0) return ["", "/"];
  return paths(count - 1).flatMap((path) => parts.flatMap((part) => [path + part, `${path}${part}/`]));
}

test.skipIf(process.platform === "win32")("paths are node:path's", () => {
  const few = paths(1);
  for (const path of paths(3)) {
    expect([path, dirname(path), isAbsolute(path)]).toEqual([
      path,
      posix.dirname(path),
      posix.isAbsolute(path),
    ]);
    for (const other of few) {
      if (join(path, other) !== posix.join(path, other))
        expect([path, other, join(path, other)]).toEqual([path, other, posix.join(path, other)]);
      const folder = `/${path}`;
      if (resolve(folder, other) !== posix.resolve(folder, other))
        expect([folder, other, resolve(folder, other)]).toEqual([
          folder,
          other,
          posix.resolve(folder, other),
        ]);
    }
  }
});
