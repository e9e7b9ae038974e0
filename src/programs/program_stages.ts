/**
 * The stages that programs are compiled with: those that came with this executable, whatever is installed. Compiler,
 * optimizer and backend are there as native code and as WebAssembly, made from the same sources, which give the same
 * bytes; so native code is only the faster way, where it is for this processor.
 */
import { Architecture, CpuFeature, GenerateRequest } from "../abi/bindings.ts";
import type { LinkTarget } from "../linking/piece.ts";
import { portableBackendBytes } from "../plugins/embedded_bytes.ts";
import { embeddedStageProvider } from "../plugins/process_stages.ts";
import { Generator } from "../stages/native_backend/generator.ts";
import { NativeRequest } from "../stages/native_request.ts";
import type { BackendStage, CodeListing, Stages } from "../stages/pipeline.ts";
import { PortableGenerateRequest } from "../stages/portable_generator.ts";
import { PortableModule } from "../stages/portable_module.ts";
import { StageSet } from "../stages/stage_set.ts";

export const programTargets = ["linux-x64", "linux-arm64"] as const satisfies readonly LinkTarget[];
export type ProgramTarget = (typeof programTargets)[number];

export interface ProgramStages {
  /** For the session that the program is loaded in. */
  readonly stages: Stages;
  /** Whether the linker library may make the file. */
  readonly linksNatively: boolean;
  /** Makes the program's code. */
  generator(target: ProgramTarget): Generator;
}

/** What code for a target may use: of x86-64 what every processor since 2009 has (x86-64-v2). */
const generateTargets = {
  "linux-x64": {
    architecture: Architecture.x8664,
    cpuFeatures: CpuFeature.sse41 | CpuFeature.popcnt,
  },
  "linux-arm64": { architecture: Architecture.aarch64, cpuFeatures: 0 },
} as const;

/** @param form `portable`: WebAssembly alone */
export function programStages(form: "native" | "portable" = "native"): ProgramStages {
  const provider = embeddedStageProvider();
  const choice = form === "native" ? "auto" : "builtin";
  const set = new StageSet(
    { parser: choice, compiler: choice, optimizer: choice, backend: "builtin" },
    () => provider,
  );
  const { swaps: _, ...stages } = set;
  return {
    linksNatively: form === "native",
    stages: { ...stages, backend: (machine, host) => new UntunedBackend(set.backend(machine, host)) },
    generator: (target) => {
      const isOwn = form === "native" && target === `${process.platform}-${process.arch}`;
      const request =
        isOwn && provider.ensure("backend")
          ? new NativeRequest(GenerateRequest, provider.calls.backend.generate_code, 1)
          : new PortableGenerateRequest(new PortableModule(portableBackendBytes));
      return new Generator(request, generateTargets[target]);
    },
  };
}

/** A backend for what runs while a program is loaded, which is optimized as the program is. */
class UntunedBackend implements BackendStage {
  constructor(private readonly backend: BackendStage) {}

  get name(): string {
    return this.backend.name;
  }

  generate(ir: Uint32Array): (() => void) | undefined {
    return this.backend.generate(ir);
  }

  forget(word: number): void {
    this.backend.forget(word);
  }

  newestRunning(): number {
    return this.backend.newestRunning?.() ?? 0;
  }

  list(ir: Uint32Array, nameOf: (word: number) => string): CodeListing | undefined {
    return this.backend.list(ir, nameOf);
  }

  close(): void {
    this.backend.close?.();
  }

  positionOfReturn(address: number): number {
    return this.backend.positionOfReturn?.(address) ?? 0;
  }
}
