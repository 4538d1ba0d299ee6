/** Longest time that a request is held, in seconds. */
export const MAX_WAIT_SECONDS = 60;

/**
 * Seconds that a `Prefer` header asks to wait (RFC 7240), at most `MAX_WAIT_SECONDS`; 0 when it doesn't say. A header
 * is a list of preferences of which only `wait` means something here; what can't be read is ignored, and of several
 * the first counts.
 */
export function preferredWait(prefer: string | undefined): number {
  if (prefer === undefined || !/^(?:[^"]|"(?:\\.|[^"\\])*")*$/.test(prefer)) {
    return 0;
  }
  for (const preference of prefer.match(/(?:[^,"]|"(?:\\.|[^"\\])*")+/g) ?? []) {
    const seconds = /^\s*wait\s*=\s*(?:"(\d{1,9})"|(\d{1,9}))\s*(?:;|$)/i.exec(preference);
    if (seconds !== null) {
      return Math.min(Number(seconds[1] ?? seconds[2]), MAX_WAIT_SECONDS);
    }
  }
  return 0;
}
