const SMALL = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
];
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];

/** A whole number below 1,000 in words; digits above. */
export function inWords(value: number): string {
  if (value < 20) return SMALL[value] ?? String(value);
  if (value < 100) {
    const rest = value % 10;
    return `${TENS[Math.floor(value / 10)] ?? ''}${rest === 0 ? '' : `-${inWords(rest)}`}`;
  }
  if (value >= 1000) return String(value);
  const rest = value % 100;
  return `${inWords(Math.floor(value / 100))} hundred${rest === 0 ? '' : ` and ${inWords(rest)}`}`;
}
