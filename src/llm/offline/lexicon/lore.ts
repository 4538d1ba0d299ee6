import { bank } from '../chance.js';

/** What everybody knows, in the words in which it is written: `{lore}` is one sentence. */
export const COMMON_LORE = bank(
  'common-lore',
  1,
  `
It was said in those parts: "{lore}"
There were words that everybody in those parts had heard: "{lore}"
One thing was told to whoever came: "{lore}"
As every child was taught: "{lore}"
It was no secret. "{lore}"
There was a saying, and it was soon told: "{lore}"
The old people had a way of putting it: "{lore}"
Somebody had once written it down: "{lore}"
So it was told, and so it was believed: "{lore}"
"{lore}" That much was common knowledge.
"{lore}" Nobody needed to be told.
The story went like this: "{lore}"
`,
);
