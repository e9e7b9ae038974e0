/** Whether hot words become native code here: tried out with a word. */
import { InternalError } from "../machine/exceptions.ts";
import { Output } from "../machine/output.ts";
import { PluginError } from "../plugins/errors.ts";
import { pluginPlatform } from "../plugins/plugin_platform.ts";
import { parseStages, selectStages } from "../stages/select.ts";
import { openSession } from "../words/open_session.ts";
import { type Examined, fault, note, ok, warning } from "./finding.ts";

interface NativeCodeFacts {
  readonly runs: boolean;
  /** What hot words become. */
  readonly tier: "native code" | "WebAssembly" | "none";
  /** Why there is no native code. */
  readonly reason: string | null;
}

/** Platforms whose releases have native code. */
const platforms: readonly string[] = ["linux-x64", "linux-arm64"];

const PROGRAM = ": sum ( -- n ) 0 1000 0 do i + loop ; sum .";
const RESULT = "499500 ";
/** Bytes of data space. */
const MEMORY = 2 ** 20;

export function examineNativeCode(): Examined<NativeCodeFacts> {
  const reason = platforms.includes(pluginPlatform)
    ? failureWith("compiler=builtin,optimizer=builtin,backend=plugin")
    : `there is none for ${pluginPlatform} yet`;
  if (reason === undefined)
    return {
      facts: { runs: true, tier: "native code", reason: null },
      findings: [ok("Hot words become native code; one has run.")],
    };
  // What runs without being told otherwise; once a program has memory for native code, there is no other code for it.
  const inAuto = failureWith("auto");
  const facts = { runs: false, tier: inAuto === undefined ? "WebAssembly" : "none", reason } as const;
  if (inAuto === undefined) {
    const text = `Hot words become WebAssembly, not native code: ${reason}.`;
    return { facts, findings: [platforms.includes(pluginPlatform) ? warning(text, forbidden) : note(text)] };
  }
  const inWebAssembly = failureWith("builtin");
  if (inWebAssembly !== undefined) {
    const text = `Words stay interpreted. No native code: ${reason}. No WebAssembly: ${inWebAssembly}.`;
    return { facts, findings: [fault(text)] };
  }
  const advice = `${forbidden} --stages builtin makes WebAssembly of hot words.`;
  return { facts, findings: [warning(`Hot words stay interpreted: ${reason}.`, advice)] };
}

const forbidden = "A sandbox or a hardened kernel may forbid executable memory, memfd_create or arch_prctl.";

/** Why a word does not become code with some stages, as part of a sentence; undefined when it has run. */
function failureWith(specification: string): string | undefined {
  let written = "";
  const output = new Output((bytes) => {
    written += new TextDecoder().decode(bytes.slice());
  });
  try {
    const stages = selectStages(parseStages(specification));
    let made = 0;
    const makeBackend = stages.backend;
    Object.assign(stages, {
      backend: (...place: Parameters<typeof makeBackend>) => {
        const backend = makeBackend(...place);
        const generate = backend.generate.bind(backend);
        backend.generate = (ir) => {
          const run = generate(ir);
          if (run !== undefined) made++;
          return run;
        };
        return backend;
      },
    });
    const session = openSession({ output, memory: MEMORY, compileAfter: 0, stages });
    session.text.interpretText("<doctor>", new TextEncoder().encode(PROGRAM));
    session.output.flush();
    session.close();
    if (made === 0) return "the backend made none of it";
    return written === RESULT ? undefined : `a word gave ${JSON.stringify(written)} instead of ${RESULT}`;
  } catch (error) {
    const cause = error instanceof InternalError && error.cause instanceof Error ? error.cause : error;
    if (cause instanceof PluginError) return cause.detail;
    return cause instanceof Error ? cause.message : String(cause);
  }
}
