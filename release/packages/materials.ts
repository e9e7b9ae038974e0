// What is inside the executable, as a list that machines read: CycloneDX 1.6 (ECMA-424).

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bunVersion } from "../bun_runtimes.ts";
import { projectRoot, zigVersion } from "../steps.ts";
import { textEntry } from "./archives.ts";
import type { PackageFile } from "./package_file.ts";
import { licenseName, type ReleaseFiles, summary } from "./release_files.ts";

interface LockEntry {
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
}

/** `fastforth.cdx.json`: FastForth's executables, and Bun and the npm packages in them. */
export function billOfMaterials(release: ReleaseFiles): PackageFile {
  const { version, date, executables } = release;
  const bom = {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      timestamp: new Date(date).toISOString(),
      component: {
        type: "application",
        "bom-ref": "fastforth",
        name: "fastforth",
        version,
        description: summary,
        licenses: [{ license: { id: licenseName } }],
        components: [...executables].map(([platform, bytes]) => ({
          type: "file",
          "bom-ref": platform,
          name: `fastforth-${platform}`,
          hashes: [{ alg: "SHA-256", content: createHash("sha256").update(bytes).digest("hex") }],
        })),
      },
      tools: { components: [{ type: "application", name: "zig", version: zigVersion }] },
    },
    components: [
      {
        type: "application",
        "bom-ref": "bun",
        name: "bun",
        version: bunVersion,
        purl: `pkg:npm/bun@${bunVersion}`,
        licenses: [{ license: { id: "MIT" } }],
      },
      ...npmPackages(),
    ],
  };
  return textEntry("fastforth.cdx.json", `${JSON.stringify(bom, undefined, 2)}\n`);
}

/** The packages that are bundled: what package.json names under `dependencies`, and what those need. */
function npmPackages() {
  const lock = JSON.parse(readFileSync(join(projectRoot, "package-lock.json"), "utf8"));
  const packages: Readonly<Record<string, LockEntry>> = lock.packages;
  const names = new Set<string>(Object.keys(lock.packages[""].dependencies));
  // A set goes on with what is added to it on the way.
  for (const name of names)
    for (const needed of Object.keys(packages[`node_modules/${name}`]?.dependencies ?? {})) names.add(needed);
  return [...names].sort().map((name) => {
    const { version, license = "", integrity = "" } = packages[`node_modules/${name}`] as LockEntry;
    const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
    const hash = Buffer.from(integrity.replace("sha512-", ""), "base64").toString("hex");
    return {
      type: "library",
      "bom-ref": purl,
      name,
      version,
      purl,
      licenses: [{ license: { id: license } }],
      ...(hash === "" ? {} : { hashes: [{ alg: "SHA-512", content: hash }] }),
    };
  });
}
