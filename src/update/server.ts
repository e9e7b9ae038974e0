// Which server is asked.

import { updateServer as publisher } from "../../package.json";

/** The server that is asked when nobody names another: the publisher's, which is written into released executables. */
const defaultServer: string | undefined = publisher || undefined;

/**
 * The address of the server: the one that was named, else `FASTFORTH_UPDATE_SERVER`, else the default. A server needs no
 * trust: what it sends is signed.
 */
export function updateServer(
  named: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  return named ?? (env.FASTFORTH_UPDATE_SERVER || defaultServer);
}
