/**
 * English words that hold a sentence together and say nothing by themselves, in classes that the guards read. A text in
 * another language has none of these, so that all of its words count as content and must be the same.
 */

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** Words that may be there or not without a change of what is asked. */
export const FUNCTION_WORDS = words(`
  a an the this that these those it its itself
  i me my mine myself we us our ours ourselves you your yours yourself yourselves
  he him his himself she her hers herself they them their theirs themselves one ones
  am is are was were be been being do does did doing done have has had having
  can could may might shall should will would must ought able possible
  of to in on at by for with from as into onto about up out off over under through via per
  and or but so if then than there here else also too
  who whom whose what which where when why how whether
  please just really actually kindly simply currently now exactly basically
  go come get got gets getting gotten let lets make way ways thing things stuff something anything
  know tell explain show say ask wonder wondering want wants wanted like need needs needed require requires required
  trying try help able allowed permitted possible necessary
  more much many any some
  hi hello hey hiya howdy greetings dear good morning afternoon evening there
  thanks thank thx ta cheers sorry excuse pardon pls plz ok okay
  able exist exists available offer offers provide provides
  still even already yet ever using receive received receiving
  okay mate guys folks team everyone
`);

/** Who speaks, is spoken to, is spoken of. */
export const PERSONS: readonly ReadonlySet<string>[] = [
  words('i me my mine myself we us our ours ourselves'),
  words('you your yours yourself yourselves'),
  words('he him his himself she her hers herself they them their theirs themselves'),
];

/** The persons' possessives: `my password` is not `your password`. */
export const POSSESSIVES: readonly ReadonlySet<string>[] = [
  words('my mine our ours'),
  words('your yours'),
  words('his her hers their theirs'),
];

/** What turns a statement round, besides the contracted `n't`, which is read as `not`. */
export const NEGATIONS = words(
  'not no never neither nor none nothing nobody nowhere without cannot hardly barely scarcely unless except non',
);

/** Classes of quantity, frequency and bound. Words of one class say the same; `any`, `some` and `a` bind nothing. */
export const QUANTIFIERS: Readonly<Record<string, ReadonlySet<string>>> = {
  all: words('all every each everything everybody whole entire always'),
  most: words('most maximum max majority highest'),
  least: words('least minimum min lowest fewest'),
  few: words('few fewer less little'),
  several: words('several various multiple'),
  only: words('only solely exclusively merely alone'),
  both: words('both'),
  either: words('either'),
  another: words('another other others additional extra further again'),
  same: words('same'),
  different: words('different'),
  sometimes: words('sometimes occasionally'),
  often: words('often usually frequently normally generally typically regularly'),
  first: words('first initial earliest'),
  last: words('last latest final'),
  next: words('next following'),
  previous: words('previous former prior'),
  daily: words('daily'),
  weekly: words('weekly'),
  monthly: words('monthly'),
  yearly: words('yearly annually annual'),
};

/**
 * Relations of place, time and condition. Other prepositions follow from the words around them and may differ; these
 * may not.
 */
export const RELATIONS = words(`
  before after until till since during while within between beyond inside outside above below beneath
  behind ahead near nearby against towards toward across along past despite although though instead because
  underneath opposite among amongst upon
`);

/** Prepositions that tie what stands beside them together. */
export const PARTICLES = words('to of in on at by for with from into onto about than as');

/** Particles that contradict each other when each text has one of the two. */
export const OPPOSED_PARTICLES: readonly (readonly [string, string])[] = [
  ['in', 'out'],
  ['on', 'off'],
  ['up', 'down'],
  ['over', 'under'],
  ['into', 'from'],
  ['for', 'against'],
];

/** The governed word is where something goes or comes from; swapping two such words swaps the sense. */
export const DIRECTIONS = words('to from into onto than by before after over under');

/** Ability and permission; obligation. A question about one is not answered by the other. */
export const PERMISSION = words('can could may might able possible allowed permitted');
export const OBLIGATION = words('must should ought need needs needed require requires required necessary');

/** Auxiliaries of the past: what was is not what is. */
export const PAST = words('was were did had been');

/** After `which` or `what`: the kind of thing that the answer names, which the question with `who` or `what` leaves out. */
export const ASKED_KINDS = words(
  'city town country nation place person man woman company brand animal planet colour color word name number thing kind type sort team language currency season metal element gas organ',
);

/** Nouns that add nothing to the one they follow: a refund process is a refund as far as a question goes. */
export const GENERIC_NOUNS = words(
  'process procedure person people individual someone somebody anyone anybody',
);
