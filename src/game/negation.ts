/** Words that turn what comes after them into what is not done. */
const DENIES =
  /(?:\b(?:not|never|cannot|without|avoid(?:s|ing)?|refus(?:e|es|ing)|resist(?:s|ed|ing)?|(?:urge|impulse|temptation)(?: not)? to|no longer|rather than|instead of)|n['’]t)(?!\s+(?:only|just|forget|hesitate|fail)\b)(?:\s+[\w'’]+){0,4}?\s+$|\bstop(?:s|ped|ping)?\s+$/iu;
/** A denial reaches no further than its clause. */
const CLAUSE_ENDS = /[.,;:!?]|\b(?:and|but|then|so|until|unless|because|when|while)\b/giu;

/** Whether the word at an index of a text is denied: “I don't want to fight you”, “leave without waking anybody”. */
export function isDenied(text: string, at: number): boolean {
  const before = text.slice(0, at);
  const ends = [...before.matchAll(CLAUSE_ENDS)].map(({ index, 0: end }) => index + end.length);
  const begins = ends.at(-1) ?? 0;
  return DENIES.test(before.slice(begins));
}
