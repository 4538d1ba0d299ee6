import { type PlaceKind, placeKind } from './genre.js';

export const FANTASY_PLACES: readonly PlaceKind[] = [
  placeKind(
    'Market; urban; bright; clear',
    `
    is a slope of stalls where everything is weighed twice and nothing is sold under its own name
    is three streets of trade that meet at a dry fountain
    has a scale that has not been wrong in living memory
    has awnings sewn from old banners
    has a fountain full of folded notes
    has a stall that sells nothing and is always busy
    air loud before noon and watchful after it
    air full of the smell of pepper, wool and bad news
    danger cutpurses who work for somebody
    danger a crowd that turns in a moment`,
  ),
  placeKind(
    'Bell Tower; urban; normal; clear',
    `
    is the tallest thing for a day’s walk and leans a little towards whoever is lying
    is a square tower whose upper half is a different stone and a different century
    has a bell rope worn black by hands
    has ninety-one steps, one of which is missing
    has a shelf of ringers’ gloves
    has a window that faces nothing
    air windy, and never quite silent
    air patient, like somebody about to be asked
    danger a stair that was mended in a hurry
    danger the bell, when it swings by itself`,
  ),
  placeKind(
    'Granary; urban; dim; none',
    `
    is a hall on stone legs that holds three winters or, this year, one
    is a barn the size of a church, with better locks
    has sacks stencilled with last year’s mark
    has cats that are on the payroll
    has a trapdoor under the barley
    has a tally wall going back to the founding
    air dry, dim and full of small noises
    air sweet with dust, and nervous
    danger dust that needs only a spark
    danger a floor that has been eaten from below`,
  ),
  placeKind(
    'Bridge; open; normal; fog',
    `
    is built over with houses, so that one can cross it without seeing the water
    is older than the road on either side of it
    has a toll box nobody empties
    has a saint whose face was rubbed away for luck
    has a gap between two houses where people say goodbye
    has iron rings for boats that no longer come
    air damp, with the river talking underneath
    air busy at both ends and lonely in the middle
    danger a parapet that gives way at one place
    danger toll men after dark`,
  ),
  placeKind(
    'Crypt; underground; dark; none',
    `
    is a cellar of the dead in which the best places are let
    is a vault where the names were cut by one patient hand
    has a niche that is newer than its date
    has a draught that smells of rain
    has a bench for visitors, much used
    has a door with its bolt on the inside
    air cold, dry and attentive
    air so still that a whisper goes round it twice
    danger foul air in the lower row
    danger steps that end sooner than they should`,
  ),
  placeKind(
    'Mill; open; normal; clear',
    `
    is a wheel, a house and an argument about water that is older than both
    is the last building before the weir, and floury to the rafters
    has a wheel that turns against the stream at times
    has a millstone with a name on it
    has flour sacks used as letters
    has a weir that can be crossed at low water
    air loud, wet and cheerful by day
    air white with flour and hard to see through
    danger the wheel pit
    danger a sluice that nobody has tested this year`,
  ),
  placeKind(
    'Wood; forest; dim; clear',
    `
    is planted in rows that are no longer straight
    is common land by day and nobody’s by night
    has trees with faces that were carved and have grown
    has a path kept clear by no one in particular
    has a ring of stumps where people meet
    has charcoal pits that are still warm
    air green, close and full of listening
    air quiet in the way of a held breath
    danger wire snares at knee height
    danger paths that lead round in a ring`,
  ),
  placeKind(
    'Watchtower; open; normal; storm',
    `
    is the end of the wall and of most people’s maps
    is manned by six soldiers and a goat
    has a beacon laid with dry wood
    has a slate of sightings with one line rubbed out
    has a drum without a skin
    has boots for men twice as tall
    air raw, with a wind that has come a long way
    air bored until it is terrified
    danger lightning on the beacon
    danger archers who shoot before they ask`,
  ),
  placeKind(
    'Library; urban; dim; none',
    `
    is a house of chained books and one that is loose
    is ten rooms of what somebody could not bear to burn
    has a catalogue in two colours of ink
    has a reading desk with a burn the shape of a hand
    has a ladder that moves along by itself
    has a locked case with a broken lock
    air dusty, warm and disapproving
    air hushed, with pages turning where nobody sits
    danger shelves that lean inward
    danger a book that should not be read to the end`,
  ),
  placeKind(
    'Quay; open; normal; rain',
    `
    is where the river traffic ends and the arguments about it begin
    is a long step of stone down to brown water
    has a crane with a nest in it
    has barrels chalked with false marks
    has a mooring for one boat that has not come back
    has a chain across the water at night
    air wet, tarry and full of shouting
    air grey, with gulls that sound like quarrels
    danger stones slick with weed
    danger smugglers with little to lose`,
  ),
  placeKind(
    'Chapel; urban; dim; none',
    `
    is roofed with a boat and consecrated to somebody who drowned
    is small, bare and full at the oddest hours
    has candles in the shape of hands
    has a floor worn hollow by knees
    has a collection box with two locks
    has a wall of painted names
    air warm with candles and low voices
    air solemn, and a little afraid
    danger a crypt stair behind a curtain
    danger zealots when the candles are low`,
  ),
  placeKind(
    'Hall; urban; bright; none',
    `
    is where verdicts are given, at a table too long to shout across
    is a great room built for feasts and used for hearings
    has a chair that is kept empty
    has shields with one painted over
    has a hearth in which a horse could stand
    has a gallery from which everything is heard
    air formal, draughty and full of old smoke
    air bright, and cold at the edges
    danger a word that cannot be taken back
    danger guards who take sides`,
  ),
  placeKind(
    'Quarry; open; bright; clear',
    `
    is a white bite out of the hill, going down in steps
    is worked by people who have been promised their freedom
    has a lift on a single rope
    has a seam of stone that hums
    has a pool of green water with no bottom
    has a hut where accounts are burnt
    air glaring, and deaf with hammering
    air still, white and too hot to think in
    danger loose blocks on the upper step
    danger the pool, which is deeper every year`,
  ),
  placeKind(
    'Marsh; open; dim; fog',
    `
    is land for nine months of the year and a rumour for three
    is crossed on planks that somebody moves
    has lights that keep their distance
    has a boat full of earth, with flowers
    has stakes that mark the way for those who can read them
    has a causeway of older stones below the water
    air wet, low and full of frogs
    air white with mist to the height of the knee
    danger ground that lets go
    danger lights that lead nowhere good`,
  ),
];
