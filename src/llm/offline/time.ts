import { inWords } from '../../narrative/number-words.js';

const DAY = 86_400;

/** The time of day in words, to five minutes: `twenty past nine in the evening`; without the part when `short`. */
export function clockWords(seconds: number, short = false): string {
  const minutes = Math.round((((seconds % DAY) + DAY) % DAY) / 300) * 5;
  const hour = Math.floor(minutes / 60) % 24;
  const minute = minutes % 60;
  const part = short ? '' : ` ${partOfDay(seconds).phrase}`;
  const spoken = (value: number): string =>
    value % 24 === 0 ? 'midnight' : value % 24 === 12 ? 'noon' : inWords(value % 12);
  const here = spoken(hour);
  const next = spoken(hour + 1);
  const tail = (name: string): string => (name === 'midnight' || name === 'noon' ? name : `${name}${part}`);
  if (minute === 0) return here === 'midnight' || here === 'noon' ? here : `${here} o'clock${part}`;
  if (minute === 15) return `a quarter past ${tail(here)}`;
  if (minute === 30) return `half past ${tail(here)}`;
  if (minute === 45) return `a quarter to ${tail(next)}`;
  return minute < 30 ? `${inWords(minute)} past ${tail(here)}` : `${inWords(60 - minute)} to ${tail(next)}`;
}

/** The part of the day, as a name and as it follows an hour. */
export function partOfDay(seconds: number): { readonly name: string; readonly phrase: string } {
  const hour = Math.floor((((seconds % DAY) + DAY) % DAY) / 3600);
  if (hour < 5) return { name: 'night', phrase: 'in the small hours' };
  if (hour < 12) return { name: 'morning', phrase: 'in the morning' };
  if (hour < 18) return { name: 'afternoon', phrase: 'in the afternoon' };
  if (hour < 22) return { name: 'evening', phrase: 'in the evening' };
  return { name: 'night', phrase: 'at night' };
}
