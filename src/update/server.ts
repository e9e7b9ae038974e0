// Which server is asked.

/** The folder of releases on the web that is asked when nobody names another; none so far. */
const defaultServer: string | undefined = undefined;

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
