import { type PlaceKind, placeKind } from './genre.js';

export const MYSTERY_PLACES: readonly PlaceKind[] = [
  placeKind(
    'Hotel; urban; normal; none',
    `
    is a house of sixty rooms, of which fifty-nine are let
    is the kind of place that remembers faces and forgets dates
    has a register with a page steamed out
    has a lift that stops at a floor without a button
    has a palm that hides one table
    has a row of keys with one hook bare
    air carpeted, discreet and slightly stale
    air warm with lamps and other people’s evenings
    danger a service stair without a light
    danger guests under wrong names`,
  ),
  placeKind(
    'Harbour; open; dim; fog',
    `
    is eleven berths, a crane and a great deal of looking away
    is where the town turns its back to itself
    has a boat with its name painted over
    has a bollard rubbed bright by one rope
    has crates that leave heavier than they came
    has a lamp that is lit on the wrong nights
    air wet, with engines somewhere in it
    air foggy enough to be private
    danger a drop that is not marked
    danger men who unload by night`,
  ),
  placeKind(
    'Theatre; urban; dim; none',
    `
    is plush in front and bare boards behind
    is dark six nights of seven and never empty
    has a trapdoor with a new bolt
    has a box that is always sold
    has costumes with names sewn in
    has a prompter’s copy with extra lines
    air dusty and expectant
    air full of paint, gas and held breath
    danger a counterweight on a frayed line
    danger a stage floor that opens`,
  ),
  placeKind(
    'Library; urban; dim; none',
    `
    is open to the public and, by another door, to the trustees
    is a reading room with one green lamp too many
    has a ledger of loans in two hands
    has a globe that comes apart
    has a card index with a gap at one letter
    has a chair turned to the wall
    air papery and hushed
    air heavy with rain on the skylight
    danger shelves on failing wheels
    danger a reader who is not reading`,
  ),
  placeKind(
    'Clinic; urban; bright; none',
    `
    is a white villa with good locks
    is where the town is born, mended and signed for
    has a cabinet one bottle short
    has a file in the wrong drawer
    has a bell in a room that has no patient
    has a garden with one new bed
    air clean, quiet and watchful
    air smelling of ether and lilies
    danger a dose in somebody’s tea
    danger an orderly with a grudge`,
  ),
  placeKind(
    'Station; urban; normal; rain',
    `
    is two platforms and a clock that has been trusted too often
    is where everybody’s alibi begins
    has a left-luggage locker paid for a year
    has a timetable with a pencilled train
    has a waiting room with two doors
    has a telephone that rings at ten
    air sooty, wet and full of goodbyes
    air empty between trains
    danger the down express, which does not stop
    danger a platform edge in the dark`,
  ),
  placeKind(
    'Manor; open; normal; clear',
    `
    is a long house with more chimneys than fires
    is what is left of a fortune, with the dust sheets on
    has a portrait hung over a paler square
    has a gunroom with an empty bracket
    has a staircase that servants do not use
    has a bell board with one wire cut
    air cold in the corridors, and polite
    air grand, damp and listening
    danger a balustrade that has been sawn
    danger dogs that are let out at eleven`,
  ),
  placeKind(
    'Chapel; urban; dim; none',
    `
    is small, plain and better endowed than its parish
    is locked all week, and swept every day
    has a poor box with a letter in it
    has a hymn board that spells something
    has a slab that has been lifted and reset
    has a vestry with a second telephone
    air cool, with candle smoke
    air so quiet that shoes are a confession
    danger a loose stone over the vault
    danger a bell rope in the dark`,
  ),
  placeKind(
    'Club; urban; dim; none',
    `
    is four rooms, a bar and a list
    is a door without a plate, and what is behind it
    has a card table with a marked deck
    has a singer who knows everybody’s wife
    has a mirror that is a window
    has a tab that has never been paid
    air smoky, red and expensive
    air loud enough to talk in
    danger a bouncer on commission
    danger a back room with one exit`,
  ),
  placeKind(
    'Archive; underground; dark; none',
    `
    is three cellars of paper under the town hall
    is where inconvenient things are kept in order
    has a cage to which two people have keys
    has a box that is lighter than its label
    has a lamp on a long flex
    has footprints in the dust of an aisle that is never used
    air dry, dark and close
    air ticking with pipes
    danger a door that shuts by itself
    danger gas from the old main`,
  ),
  placeKind(
    'Lighthouse; open; dim; storm',
    `
    is a mile out by the causeway, twice a day
    is a white tower whose keeper is late with the log
    has a log with the night in question missing
    has a lamp that was out for nine minutes
    has a bunk slept in by somebody taller
    has a rope ladder, wet
    air salt, wind and turning light
    air lonely, and proud of it
    danger the tide, which comes in from behind
    danger a gallery rail that is rusted through`,
  ),
  placeKind(
    'Market; urban; bright; clear',
    `
    is forty stalls under iron and glass, and gossip by the pound
    is where a stranger is noticed before the second stall
    has a fish stall that sells newspapers
    has a weighing machine that tells fortunes
    has a flower girl with a good memory
    has a stall hired by nobody for a month
    air bright, wet underfoot and loud
    air cheerful on top
    danger a knife that is always to hand
    danger a cart with its brake off`,
  ),
  placeKind(
    'Works; urban; dim; none',
    `
    is idle since the strike and guarded as if it were not
    is brick, glass and machines under sheets
    has a furnace that is warm
    has a time clock with one card left
    has a vat that was drained in a hurry
    has an office safe with its back cut out
    air cold, with oil in it
    air echoing and half lit
    danger belts that can be started from outside
    danger a floor with a pit under sacking`,
  ),
];
