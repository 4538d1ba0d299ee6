import { type GenreLexicon, power, systemSeed, trade, words } from './genre.js';
import { HISTORICAL_PLACES } from './historical-places.js';

export const HISTORICAL: GenreLexicon = {
  id: 'historical',
  name: 'historical',
  keywords: words(
    'histor period medieval victorian renaissance war western samurai feudal ancient roman empire pirate regency colonial antiquity baroque wuxia',
  ),
  tongues: 'worldly',
  periods: [
    'the second winter of the blockade',
    'the year of the two harvests',
    'the last summer of the old duke',
    'the spring after the peace',
  ],
  realms: [
    'the free port of {realm}',
    'the duchy of {realm}',
    'the frontier province of {realm}',
    'the cathedral town of {realm}',
    'the silver valley of {realm}',
  ],
  adjectives: words(
    'Assize Bishop’s Black Bread Burgher’s Corn Cross Crown Drovers’ Duke’s Friars’ Gilt High King’s Lazar Long Mercers’ New Old Queen’s Red Saint’s Salt Tanners’ Tin White'.replaceAll(
      '’',
      "'",
    ),
  ),
  places: HISTORICAL_PLACES,
  powers: [
    power(`
      name The Council of {Root}
      name The {Adj} Council
      does governs by charter and quarrels by precedent
      aim keep the keys of {place} out of a soldier’s hands
      aim have {rival} taxed like anybody else`),
    power(`
      name House {Family}
      name The House of {Family}
      does lends to princes and forecloses on them
      aim take {place} for a debt that is three reigns old
      aim marry into {rival} or ruin it`),
    power(`
      name The {Adj} Regiment
      name The Regiment of {Root}
      does was raised for one war and has not been told that it is over
      aim quarter itself {in:place} until it is paid
      aim find the officer who sold its powder to {rival}`),
    power(`
      name The Brotherhood of {Root}
      name The {Adj} Abbey
      does owns a third of the land and prays for the rest
      aim get {place} back under the old deed
      aim show that {rival} has no title to anything`),
    power(`
      name The {Adj} Company
      name The Company of {Root}
      does trades where flags may not
      aim land one cargo {in:place} without a stamp
      aim know what {rival} will pay before {rival} does`),
    power(`
      name The {Adj} Press
      name The {Root} Society
      does prints by night what will be denied by day
      aim nail its paper to the door of {place}
      aim publish the letters of {rival}`),
    power(`
      name The {Adj} Guild
      name The {Root} Weavers' Guild
      does closes its shops when it is angry, and it is angry
      aim set the wage {in:place} for a generation
      aim make {rival} wear what it sells`),
  ],
  trades: [
    trade(
      'a ship’s carpenter: strength 14, dexterity 13',
      'hears rot in a plank\nbuilds a way out of anything',
    ),
    trade(
      'a printer’s devil: dexterity 15, intelligence 13',
      'reads upside down and backwards\noutruns the watch',
    ),
    trade(
      'a cavalry officer on half pay: strength 14, charisma 14',
      'rides anything\nis obeyed by men who do not like it',
    ),
    trade(
      'a court physician: intelligence 16, wisdom 13',
      'tells a fever from a poison\nhears what is said to the sick',
    ),
    trade(
      'a child of smugglers: dexterity 15, wisdom 13',
      'lands a boat in the dark\nknows every tide and half of the judges',
    ),
    trade(
      'a cartographer: intelligence 16, dexterity 12',
      'draws a town from memory\nsees where a wall is thin',
    ),
    trade('a novice of the abbey: wisdom 15, intelligence 14', 'copies a seal\nis believed'),
    trade(
      'a silk mercer: charisma 15, intelligence 14',
      'knows the price of everybody\nkeeps a shop and a secret',
    ),
    trade(
      'a siege engineer: intelligence 15, constitution 14',
      'reckons a charge to the ounce\nfinds the weak stone',
    ),
    trade(
      'a barber surgeon: dexterity 14, constitution 14',
      'works fast\ncarries gossip from house to house',
    ),
    trade(
      'a player of kings: charisma 16, dexterity 13',
      'passes for anybody above or below\nweeps when it is useful',
    ),
    trade(
      'a miner of the deep shift: strength 16, constitution 15',
      'finds the way by the feel of the air\ncarries two',
    ),
    trade('a notary: intelligence 15, wisdom 13', 'drafts what cannot be broken\nremembers every signature'),
    trade(
      'a teacher of fencing: dexterity 16, charisma 13',
      'ends a quarrel in three passes\nreads a man by his feet',
    ),
    trade(
      'a drover: constitution 15, wisdom 14',
      'knows the roads by night\nmoves a hundred head past a toll',
    ),
  ],
  relics: [
    {
      name: 'the Old Charter',
      is: 'gives the town a right that nobody has used',
      why: 'Its seal is good, and its date is impossible.',
    },
    {
      name: 'the Duke’s Ring',
      is: 'was taken from a hand that was later seen to sign',
      why: 'What it sealed last has not been opened.',
    },
    {
      name: 'the Powder Book',
      is: 'says who bought how much and on which night',
      why: 'One of the names has since been ennobled.',
    },
    {
      name: 'the Silver Reliquary',
      is: 'holds a bone that two churches own',
      why: 'An oath on it is good in both.',
    },
    {
      name: 'the Pilot’s Chart',
      is: 'shows a channel that was silted up, or so it was said',
      why: 'A fleet could come through it.',
    },
    {
      name: 'the Queen’s Letters',
      is: 'are in her hand and not in her spelling',
      why: 'They would make a bastard of somebody.',
    },
    {
      name: 'the Broken Seal',
      is: 'is one half of a promise',
      why: 'The other half was buried with the man who made it.',
    },
  ],
  troubles: [
    {
      sign: 'the grain ships have been lying off {hub} for nine days and do not come in',
      root: '{A} sold the harvest twice, the second time {in:far}',
      stakes: '{hub} will be hungry before it is free',
      truth: '{villain} carries the second contract sewn into a coat',
      task: 'bring the grain ships in',
    },
    {
      sign: 'a herald has been killed {in:mid} under a white flag',
      root: '{B} had sent another herald by way of {far} with other terms',
      stakes: 'there will be a siege of {hub} that both sides would rather avoid',
      truth: '{villain} read the letter before it was burnt',
      task: 'find out what the herald was bringing',
    },
    {
      sign: 'the coinage {in:hub} is a fifth lighter than it was at Easter',
      root: '{A} set up a second mint at {far}',
      stakes: 'soldiers who are paid in it will take the rest in kind',
      truth: '{villain} cut the dies and signed them, out of vanity',
      task: 'find the second mint',
    },
    {
      sign: 'a man has come to {hub} who says that he is the heir',
      root: '{B} hid a child {in:far} in the year of the fever',
      stakes: 'half of {hub} will have sworn to the wrong one by the feast',
      truth: '{villain} taught him what he knows',
      task: 'prove who he is',
    },
    {
      sign: 'sermons are being preached {in:mid} that were printed {in:hub} the night before',
      root: '{A} let a press be set up {in:far} and forgot to watch it',
      stakes: 'there will be fires {in:hub}, of books to begin with',
      truth: '{villain} writes them, and believes none',
      task: 'find the press',
    },
  ],
  politics: [
    systemSeed(
      'the Charter of the Four Gates; political',
      `
      about Each of the four gates of {hub} has its own captain, its own tolls and its own idea of the law.
      rule {A} names two of the captains and {B} the others.
      rule No gate may be shut unless three are.
      limit The charter does not mention the river.
      example An army once passed through one gate while the other three debated.`,
    ),
    systemSeed(
      'the Ordinance of Masters; political',
      `
      about Nobody may speak {in:hub} who does not pay a master’s dues, and nobody pays them who has anything to say.
      rule {A} collects the dues.
      rule A speech against {B} needs a second speaker.
      limit Widows speak for their husbands, and often better.
      example The bread price was settled by eleven widows in an afternoon.`,
    ),
    systemSeed(
      'the Right of Asylum; religious',
      `
      about Whoever touches the ring on the door of {far} cannot be taken for forty days.
      rule {B} feeds the fugitive and {A} guards the door.
      rule On the last day the fugitive may choose the road.
      limit It does not hold for debts to the church.
      example One man has lived there for thirty years, by touching the ring again each month.`,
    ),
  ],
  arts: [],
  customs: [
    systemSeed(
      'the Drowning of Winter; cultural',
      `
      about On the first warm Sunday a straw king is tried {in:hub}, condemned and thrown from the bridge.
      rule {A} provides the judge and {B} the straw.
      rule Nobody may be arrested before the king is in the water.
      limit The king must not look like anybody.
      example He has looked like somebody every year.`,
    ),
    systemSeed(
      'the Bread of Strangers; economic',
      `
      about Each baker bakes one loaf a day for whoever has no master, and marks it.
      rule The mark is set by {A}.
      rule Who eats it may not be pressed for a soldier that day.
      limit Nobody eats it twice running.
      example A whole company of deserters was fed on it, in turns.`,
    ),
    systemSeed(
      'the Guild of the Dead; religious',
      `
      about The dead of each trade pay dues, through their heirs, and are consulted by lot.
      rule {B} draws the lot.
      rule What the dead decide holds for a year.
      limit They are asked yes or no.
      example The dead forbade a war once, by one vote.`,
    ),
  ],
  ages: [
    ['the Old Dukes', 'the War of the Bridges', 'the Present Reign'],
    ['the Crusade Years', 'the Great Fever', 'the Present Reign'],
  ],
  years: [1412, 1648],
  tone: ['sober, with a taste for irony', 'vivid and unsparing', 'stately and mistrustful'],
  themes: ['honour and hunger', 'who is allowed to speak', 'faith against order', 'the end of an age'],
};
