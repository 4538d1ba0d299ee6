/** A way of speaking and holding oneself, drawn from traits. */
export type Voice = 'blunt' | 'warm' | 'wary' | 'curious' | 'wry' | 'formal' | 'fierce' | 'plain';

const TRAITS: readonly (readonly [Voice, RegExp])[] = [
  ['blunt', /blunt|stubborn|direct|stoic|tough|practical|pragmat|decisive|grim/u],
  [
    'warm',
    /warm|kind|empath|compassion|gentle|diplomat|sociab|friend|caring|generous|charis|loyal|patient|helpful/u,
  ],
  ['wary', /cautious|caution|wary|careful|paranoi|suspic|anxious|nervous|fear|secretive|prudent|shy/u],
  [
    'curious',
    /curio|analytic|inventive|intell|observ|studious|imaginat|creativ|percept|inquisit|scholar|open/u,
  ],
  ['wry', /humou?r|wit|wry|playful|cunning|cynic|sarcas|irrever|mischie|sly/u],
  [
    'formal',
    /disciplin|dutiful|duty|honest|honou?r|proud|pride|pious|formal|principled|order|method|rigid|faith/u,
  ],
  [
    'fierce',
    /aggress|fierce|reckless|impulsiv|bold|brave|courag|ambiti|hot|impatient|ruthless|daring|temper/u,
  ],
];

/** The voices of a person, strongest first, `plain` when no trait stands out. */
export function voiceOf(traits: Readonly<Record<string, number>>): Voices {
  let voices = known.get(traits);
  if (voices === undefined) {
    voices = heardIn(traits);
    known.set(traits, voices);
  }
  return voices;
}

type Voices = readonly [Voice, ...Voice[]];

/** Nobody changes traits, and somebody is looked at for them with every line and gesture. */
const known = new WeakMap<Readonly<Record<string, number>>, Voices>();

function heardIn(traits: Readonly<Record<string, number>>): Voices {
  const strength = new Map<Voice, number>();
  for (const [trait, value] of Object.entries(traits).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const voice = TRAITS.find(([, words]) => words.test(trait.toLowerCase()))?.[0];
    if (voice !== undefined && value > 0.55) strength.set(voice, Math.max(strength.get(voice) ?? 0, value));
  }
  const ranked = [...strength].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([voice]) => voice);
  const [first = 'plain', ...rest] = ranked;
  return [first, ...rest];
}
