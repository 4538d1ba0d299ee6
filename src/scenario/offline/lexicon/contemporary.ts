import { CONTEMPORARY_PLACES } from './contemporary-places.js';
import { type GenreLexicon, power, systemSeed, trade, words } from './genre.js';

export const CONTEMPORARY: GenreLexicon = {
  id: 'contemporary',
  name: 'contemporary',
  keywords: words(
    'contempor modern slice drama romance roman-com comed school sport music urban realis family teen young coming idol office cooking medical',
  ),
  tongues: 'worldly',
  periods: [
    'the present, in a wet spring',
    'the present, at the end of a long summer',
    'the present, in the week of the vote',
    'a recent winter, with the power failing',
  ],
  realms: [
    'the harbour town of {realm}',
    'the river district of {realm}',
    'the small city of {realm}',
    'the valley town of {realm}',
    'the island of {realm}',
  ],
  adjectives: words(
    'Albany Alder Beacon Bluebird Brook Canal Cedar Central Corner Eastside Empire Fifth Harbour Juniper Lakeside Maple Meridian Millbank North Orchard Paragon Ridge Riverside Starlight Union Willow',
  ),
  places: CONTEMPORARY_PLACES,
  powers: [
    power(`
      name {Family} Holdings
      name {Root} Developments
      does owns the options on whatever is about to be worth something
      aim clear {place} by the end of the quarter
      aim get {rival} to sign before it reads`),
    power(`
      name The {Root} Council
      name The {Adj} Ward Office
      does has a majority of one and a budget of less
      aim keep {place} open past the vote
      aim be seen to stand up to {rival}`),
    power(`
      name The {Adj} Tenants' League
      name The {Root} Tenants' Union
      does meets in kitchens and knows who is three weeks behind
      aim sit in {place} until somebody comes
      aim read out aloud what {rival} put in the small print`),
    power(`
      name The {Adj} Collective
      name The {Root} Playhouse
      does makes something out of nothing, and argues about who made it
      aim put on one night {in:place} that nobody will forget
      aim refuse the money of {rival} with style`),
    power(`
      name The {Root} Herald
      name The {Adj} Post
      does prints twice a week and hints in between
      aim find out who pays the rent of {place}
      aim be first with the story about {rival}`),
    power(`
      name The {Family} Family
      name The {Adj} Club
      does has been here so long that it is asked before the police are
      aim keep the past of {place} where it is
      aim remind {rival} what it was forgiven`),
    power(`
      name St. {Root} Parish
      name The {Adj} Kitchen
      does feeds two hundred on Tuesdays and asks nothing
      aim open {place} to whoever has nowhere to go
      aim shame {rival} into a cheque`),
  ],
  trades: [
    trade(
      'a night-shift nurse: constitution 15, wisdom 14',
      'keeps calm at four in the morning\ncan tell who is lying by their pulse',
    ),
    trade(
      'a bus driver: constitution 14, charisma 13',
      'knows everybody’s routine\nnever forgets a face at a stop',
    ),
    trade('a supply teacher: charisma 14, intelligence 14', 'gets a room quiet\nremembers who sat where'),
    trade(
      'a local reporter: charisma 14, wisdom 14',
      'reads a council paper for what it leaves out\nasks again',
    ),
    trade('a session drummer: dexterity 16, charisma 13', 'keeps time through anything\nhears who is off'),
    trade('a housing lawyer: intelligence 16, charisma 13', 'finds the clause\nstays up'),
    trade('a ferry deckhand: strength 15, constitution 13', 'ties up in a gale\nsees who comes and goes'),
    trade('a line cook: dexterity 15, constitution 14', 'does five things at once\nis calm with knives'),
    trade('an electrician: dexterity 14, intelligence 14', 'finds the fault\nhas been in every flat'),
    trade('a dropout coder: intelligence 16, dexterity 13', 'gets into things\nwrites it down, for once'),
    trade('a retired referee: wisdom 15, charisma 13', 'is obeyed by habit\nsees a foul coming'),
    trade('a muralist: dexterity 15, charisma 14', 'draws a likeness in a minute\nclimbs'),
    trade('a paramedic: strength 13, wisdom 15', 'lifts, drives and decides\ntalks people off ledges'),
    trade(
      'a pawnbroker: wisdom 14, intelligence 14',
      'knows what things are worth and who sold them\nforgets on request',
    ),
    trade(
      'a piano tuner: wisdom 15, dexterity 14',
      'hears what is wrong\nis left alone in other people’s houses',
    ),
    trade('a swimmer who did not qualify: strength 15, constitution 15', 'outlasts anybody\nknows the water'),
  ],
  relics: [
    {
      name: 'the Demo Tape',
      is: 'has eleven songs and a conversation on it',
      why: 'The conversation was not meant to be recorded.',
    },
    {
      name: 'the Red Folder',
      is: 'has been photocopied by everybody who says that they never saw it',
      why: 'One page of it carries a signature.',
    },
    {
      name: 'the Spare Key',
      is: 'opens a flat that is not on the plan',
      why: 'Three people think that theirs is the only one.',
    },
    {
      name: 'the Class Photograph',
      is: 'has one face more than the register',
      why: 'Nobody will say the name.',
    },
    {
      name: 'the Harbour Painting',
      is: 'shows a house that was pulled down before it was painted',
      why: 'It is worth more than the street.',
    },
    {
      name: 'the Last Voicemail',
      is: 'is forty seconds long, and thirty of them are rain',
      why: 'It was left an hour after it could have been.',
    },
    {
      name: 'the Blue Notebook',
      is: 'lists who owes what, and not in money',
      why: 'It was found where its owner had never been.',
    },
  ],
  troubles: [
    {
      sign: 'notices to quit have been pinned to every door {in:mid}',
      root: '{A} bought the freehold at {far} from somebody who did not own it',
      stakes: 'four hundred people will be out of {hub} by the first of the month',
      truth: '{villain} signed as a witness and was not there',
      task: 'find the true deed',
    },
    {
      sign: 'somebody who left {hub} fifteen years ago has come back and says nothing about it',
      root: '{B} hushed up what happened {in:far} that summer',
      stakes: 'one family {in:hub} will not survive hearing it, and one will not survive not hearing it',
      truth: '{villain} drove the car',
      task: 'find out what happened that summer',
    },
    {
      sign: 'a song is everywhere {in:hub} that nobody admits to having written',
      root: '{A} took a tape from {far} in place of rent',
      stakes: 'the wrong person is about to be famous, and somebody will say so on air',
      truth: '{villain} wrote it with somebody who died',
      task: 'find out whose song it is',
    },
    {
      sign: 'the money for {mid} has gone, and with it the one person who could sign',
      root: '{B} moved it through {far} for the best of reasons',
      stakes: 'nothing will be left of {mid} by Christmas',
      truth: '{villain} has been paying it back in cash, a little at a time',
      task: 'find where the money went',
    },
    {
      sign: '{relic} has turned up {in:hub} in the wrong hands',
      root: '{A} and {B} agreed {in:far} that it should stay lost',
      stakes: 'two people will have to say what they did, or leave {hub}',
      truth: '{villain} let it be found',
      task: 'find out who let {relic} be found',
    },
  ],
  politics: [
    systemSeed(
      'the Casting Vote; political',
      `
      about Everything {in:hub} is decided by one vote, and everybody knows whose.
      rule {A} tables what {B} will block.
      rule A motion that fails three times may not come back that year.
      limit The chair may not vote on her own street.
      example A zebra crossing took eleven years.`,
    ),
    systemSeed(
      'the Waiting List; political',
      `
      about Whoever manages the list for flats {in:mid} manages the town.
      rule {A} keeps the list and {B} has the right to see it.
      rule A child moves a family up by nine places.
      limit Nobody may sell a place, so places are given.
      example There have been weddings for the sake of two bedrooms.`,
    ),
    systemSeed(
      'the Heritage Rule; political',
      `
      about Nothing that is older than the mayor may be pulled down, and so things fall down.
      rule {B} decides what is old.
      rule {A} pays for the scaffolding and not for what is inside it.
      limit Fire is nobody’s fault.
      example There have been four fires.`,
    ),
  ],
  arts: [],
  customs: [
    systemSeed(
      'Lamp Sunday; cultural',
      `
      about In the darkest week everyone {in:hub} puts a light in a window for somebody who has gone.
      rule Nobody asks for whom.
      rule {B} does the round of the dark windows with spare lamps.
      limit The lamps are taken in by Monday.
      example One window {in:mid} has had two lamps since the autumn.`,
    ),
    systemSeed(
      'the Tab; economic',
      `
      about Small debts {in:hub} are never paid and never forgotten; they are carried on the Tab.
      rule Whoever leaves town settles the Tab.
      rule {A} does not have one, and is not liked for it.
      limit Medicine is not put on the Tab.
      example A whole roof was mended once to clear somebody’s grandfather.`,
    ),
    systemSeed(
      'the Long Table; cultural',
      `
      about Once each summer the street is closed and everybody eats at one table, next to whoever they avoid.
      rule Seats are drawn by {B}.
      rule What is said at the Long Table is answered at the Long Table.
      limit Nobody is photographed.
      example Two brothers were drawn side by side nine years running.`,
    ),
  ],
  ages: [
    ['the Mill Years', 'the Closures', 'These Last Years'],
    ['Before the Bridge', 'the Bright Decade', 'These Last Years'],
  ],
  years: [1961, 2024],
  tone: ['warm, with an edge', 'plain and funny when it hurts', 'restless and tender'],
  themes: [
    'coming home',
    'what friends owe each other',
    'second chances',
    'who gets to stay',
    'growing up late',
  ],
};
