import { FANTASY_PLACES } from './fantasy-places.js';
import { FANTASY_ARTS, FANTASY_CUSTOMS, FANTASY_POLITICS } from './fantasy-systems.js';
import { type GenreLexicon, power, trade, words } from './genre.js';

export const FANTASY: GenreLexicon = {
  id: 'fantasy',
  name: 'fantasy',
  keywords: words(
    'fantas magic sword sorcer myth fairy fae dragon legend isekai folk witch epic horror gothic supernatural',
  ),
  tongues: 'invented',
  periods: [
    'the fourth year of the regency',
    'the last autumn of an old treaty',
    'the year in which the river froze twice',
    'the third year without a crowned head',
  ],
  realms: [
    'the river country of {realm}',
    'the hill towns of {realm}',
    'the drowned coast of {realm}',
    'the high pastures of {realm}',
    'the walled valley of {realm}',
  ],
  adjectives: words(
    'Ashen Bitter Blind Borrowed Candle Copper Crooked Drowned Ember Gilded Hollow Honey Iron Lantern Moth Ninth Pale Rook Salt Silent Sunken Thistle Winter Wren',
  ),
  places: FANTASY_PLACES,
  powers: [
    power(`
      name The {Adj} Guild
      name The Guild of {Root}
      does sets the weights and calls in the debts
      aim have the last word on every price in {place}
      aim buy up what {rival} owes before the winter`),
    power(`
      name House {Family}
      name The House of {Family}
      does has judged quarrels here for eleven generations
      aim put one of its own in the empty chair at {place}
      aim be asked before {rival} is`),
    power(`
      name The {Adj} Order
      name The Order of {Root}
      does keeps the old vows and the older keys
      aim seal {place} again before anybody learns what it is for
      aim have {rival} swear the vow that it broke`),
    power(`
      name The {Adj} Company
      name {Family}'s Company
      does fights for pay and is slow to leave when the pay stops
      aim winter in {place} whether it is asked to or not
      aim collect what {rival} promised it`),
    power(`
      name The {Adj} Circle
      name The Circle at {Root}
      does teaches what can be taught and hides the rest
      aim bring every untaught gift to {place}
      aim learn what {rival} has locked away`),
    power(`
      name The {Adj} Hearth
      name The Kinship of {Root}
      does feeds whoever knocks and remembers who did not knock back
      aim see the people of {place} through the hungry months
      aim shame {rival} into opening its granaries`),
    power(`
      name The {Adj} Crown
      name The Regency of {Root}
      does rules in the name of a child that nobody has seen lately
      aim hold {place} until the heir is grown
      aim find out whom {rival} would rather see crowned`),
  ],
  trades: [
    trade(
      'a ferry pilot: strength 13, wisdom 14',
      'reads a current by the sound of it\nties forty knots and unties any',
    ),
    trade(
      'a bell founder: strength 15, constitution 14',
      'hears a flaw in metal\nstands heat that would fell an ox',
    ),
    trade(
      'a hedge witch: intelligence 14, wisdom 15',
      'knows each herb by its second name\nquiets animals and most children',
    ),
    trade(
      'a sworn blade: strength 16, dexterity 13',
      'fights with either hand\nsleeps lightly, and on a horse if need be',
    ),
    trade(
      'a map thief: dexterity 16, intelligence 13',
      'copies a page that was seen once\nopens what has been locked by a careful person',
    ),
    trade(
      'a keeper of bees: constitution 13, wisdom 15',
      'walks through a swarm unstung\ntells the weather three days off',
    ),
    trade('a court scribe: intelligence 16, charisma 12', 'forges nine hands\nremembers who stood where'),
    trade(
      'a gravedigger: strength 14, wisdom 13',
      'knows where everybody lies\nis not afraid of what is under the ground',
    ),
    trade(
      'a pedlar of charms: charisma 16, dexterity 12',
      'sells to the doubting\ntells a real charm from the ones in the tray',
    ),
    trade(
      'a runaway novice: intelligence 15, dexterity 14',
      'has half of a spell that should not be halved\nclimbs like a cat',
    ),
    trade(
      'a salt trader: charisma 14, constitution 13',
      'haggles in five tongues\nknows every road that is not on the map',
    ),
    trade(
      'a falconer: dexterity 15, wisdom 14',
      'sees far and says little\ncalls down any bird that has been wronged',
    ),
    trade(
      'a tally keeper: intelligence 14, charisma 13',
      'counts a crowd at a glance\ncatches a lie in a column of figures',
    ),
    trade('a midwife: wisdom 16, charisma 13', 'keeps a steady hand in bad light\nis let in at every door'),
    trade(
      'a stone singer: charisma 15, intelligence 13',
      'finds the note that a wall answers to\ncan hold a breath for two verses',
    ),
    trade(
      'a hunter of the marsh folk: dexterity 16, constitution 14',
      'goes where the ground does not hold\nleaves no track and misses none',
    ),
  ],
  relics: [
    {
      name: 'the Unlit Lamp',
      is: 'burns for anybody who tells it something true',
      why: 'No oath sworn before it has ever been broken twice.',
    },
    {
      name: 'the Ninth Key',
      is: 'fits eight locks that are known and one that is not',
      why: 'Whoever has it is asked for, sooner or later, by name.',
    },
    {
      name: 'the Tithe Book',
      is: 'lists what was given to keep the dark away, and by whom',
      why: 'One page of it has been cut out.',
    },
    {
      name: 'the Drowned Crown',
      is: 'was lifted from the water on the day its wearer went under',
      why: 'A claim without it is only a claim.',
    },
    {
      name: 'the Hollow Bell',
      is: 'can be felt and not heard',
      why: 'When it is struck, everybody within a mile remembers the same thing.',
    },
    {
      name: 'the Thorn Needle',
      is: 'sews what no thread will hold',
      why: 'It has mended one thing too many.',
    },
    {
      name: 'the Moth Cloak',
      is: 'is worn by whoever has to be forgotten for a night',
      why: 'The last wearer has not been remembered yet.',
    },
    {
      name: 'the Weeping Stone',
      is: 'is wet on the side that faces danger',
      why: 'For a month it has been wet all round.',
    },
  ],
  troubles: [
    {
      sign: 'one well after another in {hub} has begun to give salt water',
      root: '{A} signed away the springs of {far} to be rid of a debt',
      stakes: 'nobody will be able to stay {in:hub} past the first frost',
      truth: '{villain} was a witness to the deed and has the only copy',
      task: 'find out where the sweet water goes',
    },
    {
      sign: 'nobody {in:hub} has dreamed since the new moon',
      root: '{B} shut something into {far} that people had been dreaming of',
      stakes: 'those who do not dream will soon do whatever they are told',
      truth: '{villain} alone still dreams, and is afraid to sleep',
      task: 'open what was shut {in:far}',
    },
    {
      sign: 'the dead are seen {in:mid} at dusk, waiting for somebody to speak first',
      root: '{A} broke the promise that it had buried with them {in:far}',
      stakes: 'they will come as far as {hub}, and they will not wait there',
      truth: '{villain} spoke to them first, and was answered',
      task: 'learn what was promised to the dead',
    },
    {
      sign: 'the child in whose name {A} rules has not been seen for forty days',
      root: '{B} let somebody in by night through {far}',
      stakes: 'two banners will be raised {in:hub} on the same morning',
      truth: '{villain} knows that there was never a child',
      task: 'find the child, or what took its place',
    },
    {
      sign: 'the boundary stones round {hub} have moved in by a furlong',
      root: '{A} and {B} each paid a surveyor to dig at {far}',
      stakes: 'by spring there will be nothing left of {hub} to quarrel about',
      truth: '{villain} has moved some of the stones by hand, and not all',
      task: 'set the boundary of {hub} right',
    },
    {
      sign: 'every promise made {in:hub} this month has come to grief',
      root: '{relic} was carried out of {far} in the night',
      stakes: 'nobody will lend, marry or stand guard for anybody else',
      truth: '{villain} was asked to carry it and did not ask why',
      task: 'bring {relic} back to where it belongs',
    },
  ],
  politics: FANTASY_POLITICS,
  arts: FANTASY_ARTS,
  customs: FANTASY_CUSTOMS,
  ages: [
    ['the Age of First Fires', 'the Years of the Treaty', 'the Present Days'],
    ['the Founding', 'the Long Truce', 'the Thin Years'],
    ['the Time of the Tall Kings', 'the Quiet Century', 'the Regency'],
  ],
  years: [212, 804],
  tone: ['wistful and wary', 'grave with a dry smile', 'hushed, like a house before dawn'],
  themes: [
    'what a promise costs',
    'inheritance',
    'the price of peace',
    'memory and forgetting',
    'loyalty against conscience',
  ],
};
