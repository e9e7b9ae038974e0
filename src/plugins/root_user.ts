// Root in somebody else's home: `sudo` may keep HOME, and what root makes there locks its owner out.

import { actingUser, type FileStatus, fileStatus } from "./file_status.ts";

export const ROOT = 0;
/** The owner of what belongs to users outside of a user namespace (user_namespaces(7)). */
const UNMAPPED = 65534;

/** Whether a file or folder belongs to somebody else than root. */
export const isForeignToRoot = ({ owner }: FileStatus): boolean => owner !== ROOT && owner !== UNMAPPED;

/** Whether this process acts as root, and a file lies, or would lie, with somebody else. */
export function isWithAnotherUser(path: string): boolean {
  if (process.platform === "win32" || actingUser() !== ROOT) return false;
  for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
    const status = fileStatus(path.slice(0, end));
    if (status !== undefined) return isForeignToRoot(status);
  }
  return false;
}
