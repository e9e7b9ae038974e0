/** The built-in compiler and optimizer of this thread: those of `plugins-src`, compiled to WebAssembly. */
import { portableModuleBytes } from "../plugins/embedded_bytes.ts";
import { PortableCompiler, PortableOptimizer } from "./portable.ts";
import { PortableModule } from "./portable_module.ts";

const module = new PortableModule(portableModuleBytes);

export const builtinCompiler = new PortableCompiler(module);
export const builtinOptimizer = new PortableOptimizer(module);
