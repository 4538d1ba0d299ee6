/** What happened in the older ages, whatever the genre: `{A}` and `{B}` are powers, `{hub}`, `{mid}` and `{place}` places. */
export interface AgeEvent {
  readonly title: string;
  /** Sentence in the past. */
  readonly text: string;
  /** Clauses in the past. */
  readonly consequences: readonly string[];
}

export const OLDEST: readonly AgeEvent[] = [
  {
    title: 'The Founding of {hub}',
    text: '{A} was given {hub} by people who did not think that anything would come of it.',
    consequences: ['those people were written out of the record'],
  },
  {
    title: 'The First Year {in:hub}',
    text: 'Of all who came to {hub} a third lived to see the second year, and {A} buried the rest and kept the list.',
    consequences: ['the list is still read out once a year'],
  },
  {
    title: 'The Oath {in:hub}',
    text: 'Those who were to become {A} and {B} swore {in:hub}, on the same day, to two halves of one promise.',
    consequences: ['neither half means much without the other'],
  },
  {
    title: 'The Clearing of {hub}',
    text: '{B} cleared {hub} of those who had lived there before, and {A} wrote that it had been empty.',
    consequences: ['some of them did not go far'],
  },
];

export const MIDDLE: readonly AgeEvent[] = [
  {
    title: 'The Quarrel over {mid}',
    text: '{A} and {B} laid claim to {mid} in the same week, each with a deed, and both deeds were good.',
    consequences: ['the two have not signed anything together since'],
  },
  {
    title: 'The Ruin of {mid}',
    text: 'A third of {mid} was lost in one night, and it was never settled whether by accident.',
    consequences: ['{B} rebuilt it and has sent the bill to {A} every year'],
  },
  {
    title: 'The Silence of {B}',
    text: 'For three years {B} answered no letter and opened no door.',
    consequences: ['{A} took over what it had left lying'],
  },
  {
    title: 'The Hungry Year {in:mid}',
    text: '{A} closed its stores against {mid}, and {B} opened its own, at a price.',
    consequences: ['half of {mid} has been in debt since'],
  },
  {
    title: 'The Peace of {place}',
    text: '{A} and {B} met {in:place}, ate together, and put down in writing everything except what it was about.',
    consequences: ['each side keeps a copy, and the copies differ'],
  },
  {
    title: 'The Strangers {in:place}',
    text: 'People came through {place} whom nobody had sent for, stayed a season, and paid {A} in advance.',
    consequences: ['what they paid in has never been spent'],
  },
  {
    title: 'The Trial {in:place}',
    text: 'One of {B} was tried {in:place} for something that all of {A} had known about.',
    consequences: ['the sentence was carried out twice'],
  },
];

/** How the present trouble began to show. `{sign}` is a clause. */
export const BEGINNINGS: readonly AgeEvent[] = [
  {
    title: 'The First Sign {in:mid}',
    text: 'It was {hero} who said it aloud: {sign}.',
    consequences: ['people {in:hub} have begun to lock their doors'],
  },
  {
    title: 'The Warning {in:hub}',
    text: 'Early one morning it could no longer be denied that {sign}.',
    consequences: ['{A} and {B} have both sent for {hero}'],
  },
  {
    title: 'The Morning {in:hub}',
    text: '{hero} was on the way home when it was plain for all to see: {sign}.',
    consequences: ['{hero} has been asked about it by everybody except {villain}'],
  },
];

/** How the older wrong was done. `{root}` is a clause in the past. */
export const ROOTS: readonly AgeEvent[] = [
  {
    title: 'The Bargain of {far}',
    text: 'In a year that few like to name, {root}.',
    consequences: ['whoever was there agreed not to have been'],
  },
  {
    title: 'The Secret of {far}',
    text: 'It was not put down anywhere at the time, but {root}.',
    consequences: ['{far} has been avoided ever since'],
  },
  {
    title: 'The Affair of {far}',
    text: 'Nobody asked, and so {root}.',
    consequences: ['those who gained by it moved closer to {hub}'],
  },
];
