/** Trust, server and clock: whose releases are taken, from where, and how old what was seen is. */

import { openInstalledStore } from "../plugins/installed.ts";
import { loadVerifier } from "../plugins/signature.ts";
import { StoreError } from "../plugins/store_errors.ts";
import { time } from "../trust/config.ts";
import { embeddedRoot } from "../trust/embedded_root.ts";
import { UpdateError } from "../trust/errors.ts";
import { writeMoment } from "../trust/fields.ts";
import { readManifest } from "../trust/manifest.ts";
import type { RootFile } from "../trust/root.ts";
import { keptRoots } from "../trust/root_chain.ts";
import { emptyTrustState, readTrustState, type TrustState } from "../trust/state.ts";
import { staleness } from "../trust/trust.ts";
import { updateServer } from "../update/server.ts";
import { type Examined, type Finding, fault, note, ok, warning } from "./finding.ts";

interface TrustFacts {
  readonly server: string | null;
  /** The root that counts; null when this executable trusts nobody. */
  readonly root: { readonly version: number; readonly embedded: number; readonly expires: string } | null;
  readonly seen: Readonly<Record<string, number>>;
  readonly lastCheck: string | null;
  readonly clock: string;
}

/** @param now milliseconds since 1970 */
export function examineTrust(
  now: number,
  env: Readonly<Record<string, string | undefined>>,
): Examined<TrustFacts> {
  const server = updateServer(undefined, env) ?? null;
  const findings: Finding[] = [
    server === null
      ? note("No update server is known.", "FASTFORTH_UPDATE_SERVER or `self-update --server` names one.")
      : ok(`Updates come from ${server} (it was not asked now).`),
  ];
  const state = keptState(findings);
  const root = rootOf(state, findings);
  if (root !== undefined) findings.push(...expiry(root.newest, now));
  findings.push(...clockFindings(state, now));
  const seen = Object.fromEntries(state.manifests.map(({ channel, number }) => [channel, number]));
  const facts = {
    server,
    root:
      root === undefined
        ? null
        : {
            version: root.newest.version,
            embedded: root.embedded.version,
            expires: writeMoment(root.newest.expires),
          },
    seen,
    lastCheck: state.checkedAt === undefined ? null : writeMoment(state.checkedAt),
    clock: writeMoment(now),
  };
  return { facts, findings };
}

function keptState(findings: Finding[]): TrustState {
  try {
    const bytes = openInstalledStore()?.readTrustState();
    return bytes === undefined ? emptyTrustState : readTrustState("trust_state.json", bytes);
  } catch (error) {
    if (error instanceof StoreError) {
      findings.push(fault(error.message, error.advice));
      return emptyTrustState;
    }
    if (!(error instanceof UpdateError)) throw error;
    const advice = "Until it is removed, no update is taken; what it remembered is lost then.";
    findings.push(fault(error.message, advice));
    return emptyTrustState;
  }
}

function rootOf(
  state: TrustState,
  findings: Finding[],
): { readonly newest: RootFile; readonly embedded: RootFile } | undefined {
  if (embeddedRoot === undefined) {
    findings.push(note("This executable was built without a root of trust: it takes nobody's releases."));
    return undefined;
  }
  try {
    return keptRoots(new TextEncoder().encode(embeddedRoot), state.roots, loadVerifier());
  } catch (error) {
    if (!(error instanceof UpdateError)) throw error;
    findings.push(fault(error.message, "Install FastForth anew."));
    return undefined;
  }
}

function expiry(root: RootFile, now: number): Finding[] {
  const { version, expires, roles } = root;
  const keys = `${roles.release.threshold} of ${roles.release.keys.length} release keys`;
  const text = `Trust comes from root ${version}, which expires at ${writeMoment(expires)} and asks for ${keys}`;
  if (now < expires) return [ok(`${text}.`)];
  const advice =
    "What is installed goes on working. An update brings the newer root; if there is none, tell whoever publishes.";
  return [warning(`${text}: it has expired by this computer's clock.`, advice)];
}

function clockFindings(state: TrustState, now: number): Finding[] {
  const findings: Finding[] = [];
  const { checkedAt } = state;
  if (checkedAt !== undefined && now < checkedAt - time.clockSkew)
    findings.push(
      warning(
        `This computer's clock says ${writeMoment(now)}, before the last check at ${writeMoment(checkedAt)}.`,
        "Set the clock. If it was ahead then, checks go on as soon as the server has a newer timestamp.",
      ),
    );
  const release = keptReleaseDate();
  if (release !== undefined && now < release - time.clockSkew)
    findings.push(
      warning(
        `The clock is behind: it says ${writeMoment(now)}, and a release of ${writeMoment(release)} was seen.`,
      ),
    );
  const age = staleness(state, now);
  if (age === undefined) findings.push(ok("No update server was asked yet."));
  else if (age.stale)
    findings.push(
      warning(
        `The last check for updates that succeeded was ${age.days} days ago.`,
        "Run `fastforth self-update --check`.",
      ),
    );
  else
    findings.push(ok(`The last check for updates was ${age.days === 0 ? "today" : `${age.days} days ago`}.`));
  return findings;
}

function keptReleaseDate(): number | undefined {
  try {
    const bytes = openInstalledStore()?.readNote("manifest.json");
    return bytes && readManifest("manifest.json", bytes).release_date;
  } catch (error) {
    // It is fetched anew.
    if (error instanceof UpdateError || error instanceof StoreError) return undefined;
    throw error;
  }
}
