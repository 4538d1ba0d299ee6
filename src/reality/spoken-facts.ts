/**
 * Which facts a line of dialogue gives away: a fact counts as said when most of its content words stand in the line.
 * What a speaker doesn't say, nobody learns.
 */

const SHARE_SAID = 0.6;
const FUNCTION_WORDS = new Set(
  (
    'a an and are as at be been being but by did do does for from had has have he her hers him his i if in into is it ' +
    'its me my no not of on or our out she so some than that the their them then there they this to too up us was we ' +
    'were what when where which who will with without would you your'
  ).split(' '),
);

const tokensByText = new Map<string, ReadonlySet<string>>();
const REMEMBERED_TEXTS = 4096;

/** Content words of a text, lower-cased, without endings that inflection changes. */
export function contentWords(text: string): ReadonlySet<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(
    words
      .filter((word) => !FUNCTION_WORDS.has(word))
      .map((word) => (word.length > 4 ? word.replace(/(?:ing|ed|es|s)$/, '') : word)),
  );
}

/** Which of the speaker's facts, given by id, the line says; in their order. `textOf` gives a fact's clause. */
export function factsSaid(
  line: string,
  known: readonly string[],
  textOf: (factId: string) => string | undefined,
): string[] {
  const said = contentWords(line);
  if (said.size === 0) return [];
  return known.filter((factId) => {
    const text = textOf(factId);
    if (text === undefined) return false;
    const words = wordsOfText(text);
    if (words.size === 0) return false;
    let hits = 0;
    for (const word of words) if (said.has(word)) hits += 1;
    return hits >= Math.max(2, words.size * SHARE_SAID);
  });
}

/** As `contentWords`, for the texts of facts and memories: they never change, and each is read again and again. */
export function wordsOfText(text: string): ReadonlySet<string> {
  const known = tokensByText.get(text);
  if (known !== undefined) return known;
  if (tokensByText.size >= REMEMBERED_TEXTS) tokensByText.clear();
  const words = contentWords(text);
  tokensByText.set(text, words);
  return words;
}
