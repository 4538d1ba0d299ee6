/** A text as words. */
export interface Token {
  /** Lower case, without a possessive ending. */
  readonly word: string;
  readonly kind: 'word' | 'number' | 'code' | 'break';
  /** Begins with a capital where a sentence doesn't force one. */
  readonly capital: boolean;
}

/**
 * A number with what is written onto it (£400,000, 15%, 7pm, 9:15, 3rd, 10GB), a word, or the end of a clause. Letters
 * mixed with digits in another way are a code (M25, covid19).
 */
const PIECE =
  /(?<number>[£$€¥₹]?\d+(?:[.,:]\d+)*(?:%|[a-z]{1,2}\b|th\b|st\b|nd\b|rd\b)?(?![\p{L}\p{N}]))|(?<word>[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['.][\p{L}][\p{L}\p{M}]*)*)|(?<break>[.?!;:,()\n]+)/giu;

const CONTRACTIONS: Readonly<Record<string, string>> = {
  "can't": 'can not',
  cant: 'can not',
  "won't": 'will not',
  wont: 'will not',
  "shan't": 'shall not',
  cannot: 'can not',
  dont: 'do not',
  doesnt: 'does not',
  didnt: 'did not',
  isnt: 'is not',
  arent: 'are not',
  wasnt: 'was not',
  couldnt: 'could not',
  wouldnt: 'would not',
  shouldnt: 'should not',
  havent: 'have not',
  hasnt: 'has not',
  whats: 'what is',
  wheres: 'where is',
  hows: 'how is',
  whos: 'who is',
  whens: 'when is',
  im: 'i am',
  ive: 'i have',
  youre: 'you are',
  gonna: 'going to',
  wanna: 'want to',
  gotta: 'got to',
  u: 'you',
  ur: 'your',
  r: 'are',
  docs: 'documents',
  info: 'information',
  appt: 'appointment',
  tmrw: 'tomorrow',
  tmr: 'tomorrow',
  wknd: 'weekend',
  acct: 'account',
  ppl: 'people',
  pics: 'pictures',
  pic: 'picture',
  addr: 'address',
  dept: 'department',
  govt: 'government',
};

/** Sounds that speech is filled with. */
const FILLERS = new Set('um umm uh uhh er err erm ah oh hm hmm'.split(' '));
/** After these, `'s` is short for `is`; after other words it's the possessive. */
const BEFORE_IS = new Set('what where how who when why that there here it he she which'.split(' '));
const ENDINGS: Readonly<Record<string, string>> = {
  re: 'are',
  ve: 'have',
  ll: 'will',
  d: 'would',
  m: 'am',
};

/** Splits a text into words, clause by clause. */
export function tokensOf(text: string): Token[] {
  const plain = text
    .normalize('NFKC')
    .replace(/[‘’ʼ`´]/g, "'")
    .replace(/(?<=\p{L})\.(?=\p{L}\.)/gu, '');
  const tokens: Token[] = [];
  let begins = true;
  for (const { 0: piece, groups = {} } of plain.matchAll(PIECE)) {
    if (groups.break !== undefined) {
      if (tokens.at(-1)?.kind !== 'break') tokens.push({ word: piece, kind: 'break', capital: false });
      begins = begins || /[.?!\n]/.test(piece);
      continue;
    }
    const lower = piece.toLowerCase();
    if (groups.number !== undefined) {
      tokens.push({ word: lower, kind: 'number', capital: false });
    } else if (!FILLERS.has(lower)) {
      const capital = !begins && piece[0] !== lower[0];
      const kind = /\p{N}/u.test(piece) ? 'code' : 'word';
      // The country, not the pronoun.
      const written = piece === 'US' ? 'usa' : lower;
      wordsOf(written).forEach((word, index) => {
        tokens.push({ word, kind, capital: capital && index === 0 });
      });
    }
    begins = begins && FILLERS.has(lower);
  }
  return isShouted(tokens) ? tokens.map((token) => ({ ...token, capital: false })) : tokens;
}

function wordsOf(lower: string): readonly string[] {
  const written = Object.hasOwn(CONTRACTIONS, lower) ? CONTRACTIONS[lower] : undefined;
  if (written !== undefined) return written.split(' ');
  if (lower.endsWith("n't")) return [lower.slice(0, -3), 'not'];
  const [, stem = lower, ending] = /^(.+)'(\p{L}+)$/u.exec(lower) ?? [];
  if (ending === undefined) return [lower];
  if (ending === 's') return BEFORE_IS.has(stem) ? [stem, 'is'] : [stem];
  const full = Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending] : undefined;
  return full === undefined ? [lower] : [stem, full];
}

/** In capitals throughout, or every word with one: such capitals name nobody. */
function isShouted(tokens: readonly Token[]): boolean {
  const words = tokens.filter(({ kind }) => kind === 'word');
  return words.length >= 3 && words.filter(({ capital }) => capital).length >= 0.7 * words.length;
}
