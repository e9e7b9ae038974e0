// Staged rollout: a release says which share of machines takes it now, and each machine knows by itself whether it is
// one of them. Nothing about the machine is sent anywhere.

/** Sets these hashes apart from all others of the same bytes. */
const prefix = "fastforth/rollout/v1\n";

/**
 * Where a machine stands in the order in which machines take a release: from 0 (first) to below 1. It is the same at
 * every check, and another one for each release, so that no machine is always the first to meet a fault.
 * @param machineId random bytes that this machine made once and keeps to itself
 */
export function rolloutPosition(machineId: Uint8Array, version: string): number {
  const hash = new Bun.CryptoHasher("sha256")
    .update(prefix)
    .update(machineId)
    .update(`\n${version}`)
    .digest();
  return new DataView(hash.buffer, hash.byteOffset).getUint32(0) / 2 ** 32;
}

/** Whether a machine takes a release now. A share that grows keeps the machines that it had. */
export function isInRollout(machineId: Uint8Array, version: string, share: number): boolean {
  return rolloutPosition(machineId, version) < share;
}
