import { type PlaceKind, placeKind } from './genre.js';

export const SCIENCE_FICTION_PLACES: readonly PlaceKind[] = [
  placeKind(
    'Concourse; urban; bright; none',
    `
    is the one room in which everybody has to meet, whether or not they speak
    is a street under a roof, with a sky that is switched on at six
    has a clock that is three minutes behind the ship
    has benches bolted where people no longer sit
    has a wall of missing-person cards
    has a kiosk that sells hot water and rumours
    air bright, recycled and never empty
    air loud with announcements that nobody makes
    danger a crowd with one way out
    danger patrols who check the wrong wrists`,
  ),
  placeKind(
    'Hydroponic Deck; urban; bright; none',
    `
    is forty rows of green under a light that never sets
    is the only place that smells of rain, and people come to stand in it
    has a lemon tree with an armed guard
    has trays of wheat that lean towards the hull
    has a nutrient tank with a repaired weld
    has a hammock hidden behind the beans
    air warm, wet and very quiet
    air sweet, with the pumps breathing underneath
    danger a leak that feeds on the wiring
    danger spores from the sealed row`,
  ),
  placeKind(
    'Docking Ring; urban; normal; none',
    `
    is where ships are counted in and, with luck, out
    is a mile of locks round the waist of the place
    has a lock that has been welded and dated
    has scorch marks in the shape of a hull
    has an inspection light that nobody answers
    has a customs desk with two sets of books
    air cold, with the taste of metal
    air full of waiting
    danger a seal that is past its hours
    danger crews that were not on the list`,
  ),
  placeKind(
    'Reactor Hall; underground; dim; none',
    `
    is the warmest place there is, and nobody lingers
    is a well of machinery with a catwalk round it and a hymn painted on the shield
    has a bank of dials of which one is hand-drawn
    has dosimeters hung up like medals
    has a red lever under glass
    has a chair facing the core
    air dry, warm and humming in the teeth
    air tense, in the manner of a held note
    danger a dose that is not felt
    danger steam in the lower gallery`,
  ),
  placeKind(
    'Archive; underground; dark; none',
    `
    is a cold hall of memory with more in it than was put there
    is racks of stored years, and one console that still asks for a name
    has a rack that was wiped and refilled
    has handwriting on the dust covers
    has a reader with somebody’s breath on the glass
    has a sealed drawer with a current date
    air cold, dark and faintly ticking
    air dead still, and listening
    danger doors that lock on their own schedule
    danger inert gas when the alarm is real`,
  ),
  placeKind(
    'Dome; open; bright; none',
    `
    is a farm, a park and a promise, under glass
    is the largest window that was ever built, and it has been patched
    has a patch in the glass shaped like a star
    has a lawn that may be walked on by lottery
    has a statue of whoever signed the charter
    has birds that were not on the manifest
    air bright and a little thin
    air airy, with a draught where there should be none
    danger a crack that has been painted over
    danger sunlight without a filter`,
  ),
  placeKind(
    'Underdeck; underground; dark; none',
    `
    is the level that the plans leave out
    is pipes, bunks and candles, below the last number in the lift
    has a market that is gone in four minutes
    has a mural of the surface, from memory
    has tapped cables, neatly labelled
    has a door that opens from this side only
    air close, warm and full of voices
    air dripping, and friendly until it is not
    danger a bulkhead that drops without warning
    danger people who owe somebody`,
  ),
  placeKind(
    'Relay Mast; open; dim; none',
    `
    is the last hand-hold before nothing
    is a ladder, a dish and a cabin for two people who get on
    has a log in two languages
    has a dish that has been turned by hand
    has a tether worn to the core
    has a recording that plays when the power dips
    air silent, except inside the helmet
    air cold enough to hear
    danger debris on the hour
    danger a line that was not clipped`,
  ),
  placeKind(
    'Clinic; urban; bright; none',
    `
    is twelve beds, one surgeon and a queue
    is clean, short of everything and never shut
    has a bed with the straps replaced
    has a cabinet of donated hands
    has a register with a page gummed down
    has a window on the burial lock
    air sharp with spirit, and kind
    air bright, hushed and tired
    danger a fever that is not on the charts
    danger a locked ward with the lights on`,
  ),
  placeKind(
    'Foundry; urban; dim; none',
    `
    is where old ships go in and most things come out
    is heat, noise and the only work that has never stopped
    has moulds for parts of a hull nobody ordered
    has a crane with a name
    has a scrap heap with a serial number on it that should not exist
    has a shift bell made from a fuel cap
    air hot, orange and deafening
    air full of grit and singing
    danger slag on the walk
    danger a crane that swings by itself`,
  ),
  placeKind(
    'Garrison; urban; normal; none',
    `
    is a square of grey doors, all of them the same but one
    is half barracks and half court
    has a parade floor with a drain
    has a rack one rifle short
    has a map with the pins pulled out
    has cells that were built for somebody taller
    air stale, orderly and on edge
    air smelling of polish and old coffee
    danger sentries on the third shift
    danger a locked armoury that is not`,
  ),
  placeKind(
    'Crater; open; dark; none',
    `
    is a bowl of black shade with a rim of light
    is where the first landers came down, and one of them stayed
    has bootprints that begin in the middle
    has a lander with its hatch welded from outside
    has ice that was here before anybody
    has a row of cairns
    air airless, and black where the sun does not reach
    air still, as if it had been told to be
    danger ground that breaks like glass
    danger cold that stops a joint in a minute`,
  ),
  placeKind(
    'Commissary; urban; normal; none',
    `
    is a long room of counters where everything has a number and a price behind the price
    is three kitchens that cook the same thing and hate each other for it
    has ration boards with a line struck out
    has a table kept free for a crew that is late
    has a still behind the flour
    has knives on chains
    air steamy, cheerful and overheard
    air thick with frying and debts
    danger a brawl with an audience
    danger what is in the flour`,
  ),
];
