/** Lets a pool ask a stand-in model, as many times at once as it likes. */
export function modelSettings(url: string): Readonly<Record<string, string>> {
  return { GEMINI_API_KEY: 'load-test', GEMINI_BASE_URL: url, LLM_MAX_CONCURRENCY: '2000' };
}

/**
 * Lets a pool take less, and turn work away, while its machine is busy, as it does by default. A small form runs beside
 * other tests, whose doing would be answered.
 */
export function minding(smoke: boolean): Readonly<Record<string, string>> {
  return smoke ? { GOVERNOR: 'false' } : { GOVERNOR: 'true', MAX_EVENT_LOOP_DELAY_MS: '200' };
}
