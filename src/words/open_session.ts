/** Opens a session with the words of the system. */
import { Session, type SessionOptions, type SystemWords } from "../forth/session.ts";
import { loadWordSet } from "./index.ts";
import { systemTable } from "./system_words.ts";

/** The words that every session begins with. */
export const system: SystemWords = { ...systemTable, wordSet: loadWordSet };

export const openSession = (options: Omit<SessionOptions, "system">): Session =>
  new Session({ ...options, system });
