// The demonstration of an update: what it changes in the sources has to be there. (It takes a minute to run whole.)

import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { changed } from "../../release/changed_sources.ts";
import { olderStages } from "../../release/demo/older_stages.ts";
import { projectRoot } from "../../release/steps.ts";

for (const { stage, changes } of olderStages) {
  test(`the older ${stage} can be made of today's sources`, () => {
    for (const change of changes) {
      const source = readFileSync(join(projectRoot, "plugins-src", change.file), "utf8");
      expect(changed(source, change)).not.toBe(source);
    }
  });
}
