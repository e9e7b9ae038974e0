/**
 * The parts of node:fs and node:path that are used here, loaded at the first call: importing them takes longer than all
 * the rest of a start, and most programs of a line or two never need a file.
 */
import type * as NodeFs from "node:fs";
import type * as NodePath from "node:path";

let fs: typeof NodeFs | undefined;
let path: typeof NodePath | undefined;

function loadFs(): typeof NodeFs {
  fs ??= process.getBuiltinModule("node:fs");
  return fs;
}

function loadPath(): typeof NodePath {
  path ??= process.getBuiltinModule("node:path");
  return path;
}

type FsFunction<Name extends keyof typeof NodeFs> = (typeof NodeFs)[Name];

/** A function of node:fs that loads the module when it is first called. */
function late<Name extends keyof typeof NodeFs>(name: Name): FsFunction<Name> {
  const call = (...parameters: unknown[]) => (loadFs()[name] as (...all: unknown[]) => unknown)(...parameters);
  return call as unknown as FsFunction<Name>;
}

export const accessSync = late("accessSync");
export const closeSync = late("closeSync");
export const fstatSync = late("fstatSync");
export const ftruncateSync = late("ftruncateSync");
export const mkdirSync = late("mkdirSync");
export const openSync = late("openSync");
export const readdirSync = late("readdirSync");
export const readFileSync = late("readFileSync");
export const readSync = late("readSync");
export const realpathSync = late("realpathSync");
export const renameSync = late("renameSync");
export const rmdirSync = late("rmdirSync");
export const statSync = late("statSync");
export const unlinkSync = late("unlinkSync");
export const writeSync = late("writeSync");

/** The flags of open(2) and access(2) on this platform. */
export const constants: Readonly<
  Record<
    "O_RDONLY" | "O_WRONLY" | "O_RDWR" | "O_CREAT" | "O_TRUNC" | "O_NONBLOCK" | "R_OK" | "W_OK",
    number
  >
> = new Proxy({} as typeof NodeFs.constants, {
  get: (_, name) => Reflect.get(loadFs().constants, name),
});

export const basename: typeof NodePath.basename = (...parameters) => loadPath().basename(...parameters);
export const dirname: typeof NodePath.dirname = (...parameters) => loadPath().dirname(...parameters);
export const isAbsolute: typeof NodePath.isAbsolute = (...parameters) => loadPath().isAbsolute(...parameters);
export const join: typeof NodePath.join = (...parameters) => loadPath().join(...parameters);
export const resolve: typeof NodePath.resolve = (...parameters) => loadPath().resolve(...parameters);
