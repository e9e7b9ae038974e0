/**
 * How long signed files count, in milliseconds. The shorter, the sooner a client notices that it is kept from news (a
 * freeze), and the more often somebody has to sign.
 */
const day = 24 * 60 * 60 * 1000;

export const lifetimes = {
  day,
  /** Signed by people with offline keys: once a year, with reminders from 90 days before. */
  root: 365 * day,
  rootReminder: 90 * day,
  /** Signed at a release, and by `refresh` when there is none for long. */
  manifest: 90 * day,
  /** Signed daily by a machine: after a week of silence clients say that something is wrong. */
  timestamp: 7 * day,
} as const;
