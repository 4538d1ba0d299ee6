/** Places in sentences: which preposition goes with what kind of place, told by the last word of its name. */

const ON =
  /\b(?:landing|pier|quay|dock|deck|roof|rooftop|bridge|beach|shore|strand|platform|hill|hilltop|ridge|ledge|stairs?|steps|staircase|terrace|balcony|gallery|moor|heath|road|path|street|jetty|wharf|causeway|island|rock|rocks|plateau|slipway|ice|glacier|slope|summit|field|catwalk|walkway|rampart|wall|shelf|trail|headland|promenade|mezzanine)$/iu;
const AT =
  /\b(?:gate|gates|crossroads|door|doors|entrance|edge|foot|well|checkpoint|spring|lock|mouth|head|bar|counter|station|camp|fork|gatehouse|bottom|top)$/iu;

/** `in the yard`, `on the landing`, `at the gate`: a place with the preposition that it takes. */
export function placed(place: string, toward = false): string {
  const head = place.replace(/\s(?:of|with|under|above|below|behind|in|on|at|by)\s.*$/u, '');
  if (toward) return `${ON.test(head) ? 'onto' : AT.test(head) ? 'toward' : 'into'} ${place}`;
  return `${ON.test(head) ? 'on' : AT.test(head) ? 'at' : 'in'} ${place}`;
}
