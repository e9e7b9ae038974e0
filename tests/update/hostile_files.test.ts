// Rows 15 and 16 of the threat table: files that are signed or not, and in which something is not as it has to be.

import { describe, expect, test } from "bun:test";
import type { Artifact, Patch } from "../../src/trust/artifact.ts";
import { encodeCanonical } from "../../src/trust/canonical.ts";
import { maximumBytes } from "../../src/trust/config.ts";
import { UpdateError, type UpdateFault } from "../../src/trust/errors.ts";
import { artifactUrl, patchFilename } from "../../src/trust/layout.ts";
import { encodeManifest, type Manifest, readManifest } from "../../src/trust/manifest.ts";
import { readTimestamp } from "../../src/trust/timestamp.ts";
import { artifact, manifest, signedManifest, signedTimestamp, timestamp } from "./simulated_publisher.ts";
import { SimulatedClient, SimulatedRepository } from "./simulated_repository.ts";

function setUp(): { server: SimulatedRepository; client: SimulatedClient } {
  const server = new SimulatedRepository();
  return { server, client: new SimulatedClient(server) };
}

/** A patch of the parser. */
function patch(): Patch {
  const { filename: target, checksum } = artifact();
  const from = "a".repeat(64);
  const filename = patchFilename(target, from, checksum);
  return { from, filename, url: `v1.0.1/${filename}`, size: 1, checksum: from, format: "zstd-dictionary" };
}

/** The fault of what is done; "none" when there is none. */
function faultOf(action: () => unknown): UpdateFault | "none" {
  try {
    action();
    return "none";
  } catch (error) {
    if (error instanceof UpdateError) return error.fault;
    throw error;
  }
}

describe("row 15: path tricks in names", () => {
  const tricks = [
    ...[
      "../x",
      "/x",
      "x/../y",
      "..\\x",
      "C:\\x",
      "\\\\server\\share",
      "x\0y",
      "CON",
      "con.so",
      "nul",
      "x".repeat(300),
    ],
    ...[
      "",
      ".",
      "..",
      "-rf",
      "~",
      "http://evil.example/x",
      "//evil.example/x",
      "%2e%2e/x",
      "x?y",
      "x#y",
      "x y",
      "ä",
      "x.",
    ],
    ...["parser-linux-x64.so/", "./parser-linux-x64.so", "parser-linux-x64.so::$DATA", "Parser-linux-x64.so"],
  ];
  const read = (plugin: object) => {
    const bytes = signedManifest(manifest({ updated_plugins: [plugin as Artifact], executables: [] }));
    return faultOf(() => readManifest("manifest.json", bytes));
  };

  test.each(["filename", "url", "name", "platform", "version"] as const)("in %s", (field) => {
    expect(read(artifact())).toBe("none");
    for (const trick of tricks) {
      // Signed as it is: only the form protects.
      const fault = read({ ...artifact(), [field]: trick });
      expect([trick, fault]).toEqual([trick, expect.stringMatching(/^(name|format)$/)]);
    }
  });

  test("in the address around a right name", () => {
    const { filename } = artifact();
    expect(read({ ...artifact(), url: artifactUrl("1.0.0", filename, "none") })).toBe("none");
    for (const trick of tricks) {
      for (const url of [
        `${trick}/${filename}`,
        `v1.0.1/${trick}`,
        `v${trick}/${filename}`,
        `v1.0.1/${trick}/${filename}`,
      ]) {
        expect([url, read({ ...artifact(), url })]).toEqual([url, expect.stringMatching(/^(name|format)$/)]);
      }
    }
  });

  test("in patches", () => {
    const plugin = artifact();
    expect(read({ ...plugin, patches: [patch()] })).toBe("none");
    for (const trick of tricks) {
      for (const changes of [
        { filename: trick },
        { url: `v1.0.1/${trick}` },
        { format: `${trick}!` },
        { from: trick },
      ]) {
        const fault = read({ ...plugin, patches: [{ ...patch(), ...changes }] });
        expect([changes, fault]).toEqual([changes, expect.stringMatching(/^(name|format)$/)]);
      }
    }
  });

  test("in channels: no request is made for what is no channel", async () => {
    const { client } = setUp();
    for (const channel of tricks) {
      client.wish = { channel };
      expect([channel, await client.fault()]).toEqual([channel, "channel"]);
      expect(client.requests).toEqual(["root.json", "timestamp.json"]);
    }
  });

  test("in pins: no request is made for what is no release", async () => {
    const { client } = setUp();
    for (const pin of tricks) {
      client.wish = { channel: "stable", pin };
      expect([pin, await client.fault()]).toEqual([pin, "release"]);
      expect(client.requests).toEqual(["root.json", "timestamp.json", "manifest.json"]);
    }
  });
});

describe("row 16: hostile JSON", () => {
  const text = new TextDecoder().decode(signedManifest());
  const read = (hostile: string | Uint8Array) => {
    const bytes = typeof hostile === "string" ? new TextEncoder().encode(hostile) : hostile;
    return faultOf(() => readManifest("manifest.json", bytes));
  };

  test("what is not a manifest", () => {
    expect(read(text)).toBe("none");
    const others = [
      "",
      "null",
      "null\n",
      "[]\n",
      "{}\n",
      "1\n",
      '"x"\n',
      "<!doctype html><title>Sign in</title>",
      "\0",
    ];
    for (const other of others) expect([other, read(other)]).toEqual([other, "format"]);
  });

  test("deep nesting", () => {
    for (const [open, close] of [
      ["[", "]"],
      ['{"a":', "}"],
    ] as const) {
      expect(read(`${open.repeat(50_000)}1${close.repeat(50_000)}\n`)).toBe("format");
      expect(read(open.repeat(50_000))).toBe("format");
      expect(read(text.replace('"notes": ""', `"notes": ${open.repeat(50_000)}`))).toBe("format");
    }
  });

  test("too large", () => {
    expect(read(" ".repeat(1 << 20))).toBe("size");
  });

  test.each([
    ["a repeated key", text.replace('"abi": 1,', '"abi": 1,\n    "abi": 1,')],
    ["__proto__", text.replace('"signed": {', '"signed": {\n    "__proto__": {},')],
    ["a key with a capital", text.replace('"signed": {', '"signed": {\n    "Later": 1,')],
    ["1e0", text.replace('"abi": 1,', '"abi": 1e0,')],
    ["1.0", text.replace('"abi": 1,', '"abi": 1.0,')],
    ["-0", text.replace('"abi": 1,', '"abi": -0,')],
    ["1e999", text.replace('"abi": 1,', '"abi": 1e999,')],
    ["01", text.replace('"abi": 1,', '"abi": 01,')],
    ["an escape that need not be", text.replace('"stable"', '"st\\u0061ble"')],
    ["half of a character", text.replace('"notes": ""', '"notes": "\\ud800"')],
    [
      "half of a character where nobody looks",
      text.replace('"signed": {', '"signed": {\n    "a": "\\udfff",'),
    ],
    ["an escape sequence for terminals", text.replace('"notes": ""', '"notes": "\\u001b[2J"')],
    ["a mark that turns text around", text.replace('"notes": ""', '"notes": "\u202e"')],
    ["data behind the end", `${text} `],
    ["no newline at the end", text.trimEnd()],
    ["a byte order mark", `\ufeff${text}`],
    ["other line ends", text.replaceAll("\n", "\r\n")],
    [
      "keys in another order",
      text.replace(/"abi": 1,\n {4}"channel": "stable",/, '"channel": "stable",\n    "abi": 1,'),
    ],
    ["a comment", text.replace('"abi": 1,', '"abi": 1, // one')],
    ["no number", text.replace('"number": 1,', '"number": null,')],
    ["a rollout above 1", text.replace('"rollout": 1,', '"rollout": 1.5,')],
    ["the 30th of February", text.replace(/"expires": "[^"]*"/, '"expires": "2027-02-30T00:00:00Z"')],
    ["a version with build metadata", text.replace('"version": "1.0.1"', '"version": "1.0.1+x"')],
    ["a later format", text.replace('"format": 1,', '"format": 2,')],
  ])("%s", (_, hostile) => {
    expect(hostile).not.toBe(text);
    expect(read(hostile)).toMatch(/^format/);
  });

  test("bytes that are not UTF-8", () => {
    const bytes = new TextEncoder().encode(text.replace('"notes": ""', '"notes": "?"'));
    bytes[bytes.indexOf(0x3f)] = 0xff;
    expect(read(bytes)).toBe("format");
  });

  test("a channel, plugin, executable, patch, or release that is there twice", () => {
    const once = manifest({ updated_plugins: [artifact()], executables: [] });
    const executable = artifact({ name: "fastforth" });
    const release = { version: "1.0.0", size: 1, sha256: "0".repeat(64) };
    const doubles = [
      { updated_plugins: [artifact(), artifact({ version: "1.0.2" })] },
      { executables: [executable, { ...executable, abi: 2 }] },
      { releases: [release, { ...release, size: 2 }] },
      { updated_plugins: [artifact({ patches: [patch(), { ...patch(), size: 2 }] })] },
    ];
    for (const double of doubles) {
      const readDouble = () => readManifest("manifest.json", signedManifest({ ...once, ...double }));
      expect(catchError(readDouble).message).toMatch(/names ".*" twice/);
    }
    const { manifests } = timestamp();
    const channelTwice = signedTimestamp(timestamp({ manifests: [...manifests, ...manifests] }));
    expect(faultOf(() => readTimestamp("timestamp.json", channelTwice))).toBe("format");
  });

  test("an executable among plugins, a plugin among executables, a plugin as large as an executable", () => {
    const readWith = (changes: Partial<Manifest>) =>
      faultOf(() => readManifest("manifest.json", signedManifest(manifest(changes))));
    expect(readWith({ updated_plugins: [artifact({ name: "fastforth" })] })).toBe("format");
    expect(readWith({ executables: [artifact()] })).toBe("format");
    const huge = maximumBytes.plugin + 1;
    const sent = { compression: "zstd", url: `${artifact().url}.zst` } as const;
    expect(readWith({ updated_plugins: [artifact({ ...sent, size: huge, download_size: 1 })] })).toBe(
      "format",
    );
    expect(readWith({ updated_plugins: [artifact({ ...sent, download_size: huge })] })).toBe("format");
  });

  test("a file sent as it is, whose size or hash as sent is another", () => {
    const readWith = (changes: Partial<Artifact>) =>
      faultOf(() =>
        readManifest("manifest.json", signedManifest(manifest({ updated_plugins: [artifact(changes)] }))),
      );
    expect(readWith({ download_size: artifact().size + 1 })).toBe("format");
    expect(readWith({ download_checksum: "0".repeat(64) })).toBe("format");
    const url = `${artifact().url}.zst`;
    expect(readWith({ compression: "zstd", url, download_size: 1, download_checksum: "0".repeat(64) })).toBe(
      "none",
    );
  });

  test("a field that is missing is named", () => {
    const content = encodeManifest(manifest());
    for (const key of Object.keys(content)) {
      const { [key]: _, ...rest } = content;
      const error = catchError(() =>
        readManifest("manifest.json", encodeCanonical({ signatures: [], signed: rest })),
      );
      expect(error.message).toContain(`signed.${key} is missing`);
    }
  });

  test("fields that nobody knows do no harm", () => {
    const bytes = encodeCanonical({
      signatures: [],
      signed: { ...encodeManifest(manifest()), later: { x: [1] } },
    });
    expect(read(bytes)).toBe("none");
  });

  test("foreign text in messages is safe on a terminal", () => {
    const hostile = text.replace('"type": "manifest"', '"type": "\\u001b[2J\u202e\u009b"');
    const { message } = catchError(() => readManifest("manifest.json", new TextEncoder().encode(hostile)));
    expect(message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

function catchError(action: () => unknown): UpdateError {
  try {
    action();
  } catch (error) {
    if (error instanceof UpdateError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
