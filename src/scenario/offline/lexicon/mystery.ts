import { type GenreLexicon, power, systemSeed, trade, words } from './genre.js';
import { MYSTERY_PLACES } from './mystery-places.js';

export const MYSTERY: GenreLexicon = {
  id: 'mystery',
  name: 'mystery',
  keywords: words(
    'myster crime detect noir thrill murder whodunit spy espionage heist polic procedural suspense conspira psycholog',
  ),
  tongues: 'worldly',
  periods: [
    'a wet November between two elections',
    'the off season, with the ferries on winter hours',
    'the week after the funeral',
    'an autumn of early fog',
  ],
  realms: [
    'the harbour town of {realm}',
    'the spa town of {realm}',
    'the river city of {realm}',
    'the island of {realm} in the off season',
    'the mill town of {realm}',
  ],
  adjectives: words(
    'Albion Belvedere Black Blue Bonded Central Corn Crown Custom Empire Excelsior Grand Greyfriars Half-Moon Imperial Long Mercer Old Orient Pelican Regent Royal Swan West White',
  ),
  places: MYSTERY_PLACES,
  powers: [
    power(`
      name The {Family} Trust
      name The {Root} Trust
      does owns the leases, the ferry and a judge or two
      aim see {place} sold before the inquest
      aim find out what {rival} has in writing`),
    power(`
      name The {Root} Constabulary
      name The {Adj} Division
      does keeps the peace, in the sense of keeping quiet
      aim close the file on {place} by Friday
      aim catch {rival} at something that will stand up`),
    power(`
      name The {Adj} Gazette
      name The {Root} Courier
      does prints what it can prove and hints at the rest
      aim get a photograph of what goes on {in:place}
      aim bring {rival} down in three instalments`),
    power(`
      name The {Family} Firm
      name The {Adj} Crew
      does moves things by night for people with clean hands
      aim have {place} to itself after dark
      aim settle with {rival} before it is settled with`),
    power(`
      name The {Adj} Society
      name The {Root} Circle
      does meets on Thursdays and has never published its rules
      aim keep the cellar of {place} shut
      aim put one of its members over {rival}`),
    power(`
      name The {Root} Infirmary Board
      name The {Family} Foundation
      does does good, and keeps the receipts
      aim take {place} over for the benefit of the poor
      aim have {rival} certified`),
  ],
  trades: [
    trade(
      'a private inquiry agent: wisdom 15, dexterity 13',
      'follows anybody unseen\nremembers what was not said',
    ),
    trade(
      'a police surgeon: intelligence 16, constitution 12',
      'reads a body like a letter\ncannot be hurried',
    ),
    trade(
      'a hotel porter: charisma 14, wisdom 14',
      'has a key to everything\nguesses a trade by the luggage',
    ),
    trade(
      'a court stenographer: intelligence 15, dexterity 13',
      'writes down a whisper word for word\nis never noticed in a room',
    ),
    trade('a retired burglar: dexterity 16, charisma 12', 'opens a safe by ear\nknows when a house is empty'),
    trade(
      'a crime reporter: charisma 15, intelligence 13',
      'gets people to talk on the doorstep\ntypes faster than the presses run',
    ),
    trade(
      'a chorus singer: charisma 16, dexterity 13',
      'disarms a table of bankers\nhears what is said behind the set',
    ),
    trade('a harbour pilot: wisdom 14, constitution 14', 'knows whose boat was out\nrows in fog'),
    trade(
      'a dispensing chemist: intelligence 15, wisdom 14',
      'tells a poison by its shelf\nkeeps exact books',
    ),
    trade(
      'a suspended inspector: strength 13, wisdom 15',
      'smells a rehearsed answer\nstill has friends in the cells',
    ),
    trade(
      'a forger of prints: dexterity 15, intelligence 14',
      'copies a hand in an hour\nspots another forger’s work',
    ),
    trade(
      'a night telephonist: wisdom 14, charisma 14',
      'connects what should not be connected\nknows voices',
    ),
    trade(
      'a bookmaker’s clerk: intelligence 15, charisma 13',
      'does odds in the head\nis owed favours in every street',
    ),
    trade(
      'a private tutor: wisdom 15, intelligence 14',
      'sees through good manners\nspeaks four languages, and listens in five',
    ),
    trade(
      'a locksmith: dexterity 15, strength 13',
      'knows which locks are new and why\nmends anything small',
    ),
  ],
  relics: [
    {
      name: 'the Lisbon Ledger',
      is: 'is kept in a code that two people knew',
      why: 'One of the two is dead, and the other says so.',
    },
    {
      name: 'the Greyfriars Will',
      is: 'was signed twice on the same afternoon',
      why: 'Each copy leaves everything to somebody else.',
    },
    {
      name: 'the Blue Photograph',
      is: 'shows six people where there should be five',
      why: 'The sixth has been cut out of every print but this.',
    },
    {
      name: 'the Left-hand Glove',
      is: 'was found buttoned',
      why: 'The right one is in evidence, and does not match.',
    },
    {
      name: 'the Mercer Key',
      is: 'has been copied once, by somebody in a hurry',
      why: 'It fits a door that was bricked up.',
    },
    {
      name: 'the Pelican Brooch',
      is: 'is paste, and was insured for the real one',
      why: 'Its owner was killed for it by somebody who did not know.',
    },
    {
      name: 'the Ferry Letters',
      is: 'are eleven, tied with a bootlace',
      why: 'A twelfth is mentioned in the last.',
    },
  ],
  troubles: [
    {
      sign: 'somebody has been killed {in:mid} who had been buried a year before',
      root: '{A} paid for the first funeral and chose the coffin {in:far}',
      stakes: 'an innocent man will be hanged {in:hub} on a date that has been set',
      truth: '{villain} identified the body both times',
      task: 'find out who lies in the first grave',
    },
    {
      sign: 'every Tuesday somebody {in:hub} receives a page of their own diary',
      root: '{B} bought a lifetime of letters at a sale {in:far}',
      stakes: 'one more page will ruin {hub}, and there are forty left',
      truth: '{villain} is sent pages too, and has paid',
      task: 'find the rest of the pages',
    },
    {
      sign: 'a witness has vanished {in:mid} between one door and the next',
      root: '{A} had a passage built there when {far} was sold',
      stakes: 'the trial will collapse, and {hub} will belong to whoever made it',
      truth: '{villain} was standing in the passage',
      task: 'find the witness',
    },
    {
      sign: 'a confession has been left {in:hub} to a murder that nobody has noticed',
      root: '{B} reported somebody as gone abroad from {far}',
      stakes: 'the next confession will be to one that has not happened yet',
      truth: '{villain} wrote it, and did not do it',
      task: 'find the murder that belongs to the confession',
    },
    {
      sign: '{relic} has been stolen {in:mid} and put back',
      root: '{A} and {B} agreed on a price for it {in:far}',
      stakes: 'whoever compares the two will have to be silenced',
      truth: '{villain} put back the wrong one',
      task: 'find out why anybody would put {relic} back',
    },
  ],
  politics: [
    systemSeed(
      'the Quiet Committee; political',
      `
      about {hub} is run by a committee that does not minute its meetings.
      rule {A} proposes, and nobody else may.
      rule What concerns {B} is settled before the meeting.
      limit The committee cannot hire anybody whom it could not dismiss.
      example The town clerk was voted out by a raised eyebrow.`,
    ),
    systemSeed(
      'the Coroner’s Peace; political',
      `
      about Until an inquest is closed nobody may be charged with anything that touches it, and inquests are long here.
      rule {A} names the coroner.
      rule A witness in the care of {B} need not appear.
      limit A second body opens a second inquest.
      example One has been open for eleven years, and so has a certain bank.`,
    ),
    systemSeed(
      'the Two Sets of Books; economic',
      `
      about Every firm {in:hub} keeps one set of books for the taxes and one for {A}.
      rule {A} is shown the true set on the first of the month.
      rule {B} may ask for either, and is given the other.
      limit No book leaves the premises.
      example A cashier was found in the river with both sets.`,
    ),
  ],
  arts: [],
  customs: [
    systemSeed(
      'the Thursday Silence; cultural',
      `
      about Nobody {in:hub} discusses business on a Thursday, and what is whispered that day is believed.
      rule A message on a Thursday is given by hand.
      rule {B} has Thursdays off, officially.
      limit Doctors may speak.
      example The bank failed on a Thursday, and nobody mentioned it until noon on Friday.`,
    ),
    systemSeed(
      'Founders’ Dinner; cultural',
      `
      about Once a year the old families dine {in:mid}, with a place laid for whoever was ruined last.
      rule The place must be taken, or the guest sends a stand-in.
      rule {A} chooses the wine.
      limit Nobody may leave before the speech.
      example Three years ago the chair was empty, and the soup was not.`,
    ),
    systemSeed(
      'the Honest Tout; economic',
      `
      about Information has a fixed price {in:hub}, chalked up daily, and is never sold twice.
      rule A buyer may ask who else has asked.
      rule {B} pays double and is told half.
      limit Nothing is sold about children.
      example A wife bought back her husband’s address for less than he had paid to hide it.`,
    ),
  ],
  ages: [
    ['the Old Money', 'the War Years', 'These Last Years'],
    ['the Boom', 'the Bad Years', 'the Present Years'],
  ],
  years: [1874, 1934],
  tone: ['dry, patient and a little cruel', 'smoky and exact', 'courteous on the surface'],
  themes: [
    'what people do to be thought well of',
    'guilt without a crime',
    'the lies of decent people',
    'justice against the law',
  ],
};
