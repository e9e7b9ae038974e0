import type { Session } from "../forth/session.ts";
import type { Console } from "../terminal/console.ts";

export function converse(_session: Session, _console: Console): void {}
