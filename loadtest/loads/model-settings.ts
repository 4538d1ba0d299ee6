/** Lets a pool ask a stand-in model, as many times at once as it likes. */
export function modelSettings(url: string): Readonly<Record<string, string>> {
  return { GEMINI_API_KEY: 'load-test', GEMINI_BASE_URL: url, LLM_MAX_CONCURRENCY: '2000' };
}
