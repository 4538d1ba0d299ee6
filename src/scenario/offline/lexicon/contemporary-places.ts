import { type PlaceKind, placeKind } from './genre.js';

export const CONTEMPORARY_PLACES: readonly PlaceKind[] = [
  placeKind(
    'High Street; urban; bright; clear',
    `
    is half shutters and half people who have known each other since school
    is one straight mile with everything on it that is left
    has a clock stopped by vote
    has a shop that sells the same lamp every year
    has a bench with a brass name
    has posters pasted over posters
    air bright, thin and friendly from a distance
    air full of buses and nods
    danger a van that does not slow down
    danger a quarrel with an audience`,
  ),
  placeKind(
    'Diner; urban; bright; none',
    `
    is open all night for nurses, drivers and those who cannot go home
    is nine booths and a counter where people sit with a gap between them
    has a jukebox with one good record
    has a booth nobody takes
    has a cork board with a key on it
    has a till that opens at a thump
    air bright, greasy and kind
    air coffee, rain on glass and low talk
    danger hot fat
    danger a drunk with a grievance`,
  ),
  placeKind(
    'School; urban; normal; none',
    `
    is two buildings from two decades, joined by a corridor that leaks
    is where everybody learned what they are now pretending to forget
    has a trophy case with a gap
    has a locker that was never reassigned
    has a stage with initials under it
    has a boiler room where people talk
    air chalk, floor polish and noise
    air empty and echoing after four
    danger a roof that is closed to pupils
    danger rumours, which travel faster than bells`,
  ),
  placeKind(
    'Ferry Terminal; open; normal; rain',
    `
    is a ramp, a ticket window and the last boat
    is where people say what they should have said at home
    has a departures board stuck on one line
    has a vending machine that takes only old coins
    has a row of bicycles that have grown moss
    has a lost-property shelf
    air wet, diesel and gulls
    air windy, and always a little sad
    danger a ramp slick with rain
    danger a current off the steps`,
  ),
  placeKind(
    'Apartment Block; urban; dim; none',
    `
    is twelve floors, one lift and walls that share everything
    is due to come down in the spring and fuller than it ever was
    has a stairwell painted by tenants
    has a letter box that is stuffed and unmarked
    has a roof with tomatoes and a sofa
    has a laundry where the light is on a timer
    air cooking, music and somebody’s baby
    air close, warm and overheard
    danger a lift between floors
    danger the wiring`,
  ),
  placeKind(
    'Hospital; urban; bright; none',
    `
    is too small for the town and too large for the budget
    is where the news is told in the corridor
    has a chapel used for naps
    has a whiteboard with a name that nobody rubs out
    has a vending machine with a queue at four in the morning
    has a garden for smokers in gowns
    air bright, dry and awake
    air hushed, with wheels in it
    danger a ward on lockdown
    danger a mistake at the end of a double shift`,
  ),
  placeKind(
    'Studio; urban; dim; none',
    `
    is a cellar with egg boxes on the walls, and the best sound in the region
    is rented by the hour to people who are about to be somebody
    has a tape labelled in pencil
    has a piano with a dead key
    has a red light that sticks
    has a guest book with a torn page
    air close, carpeted and expectant
    air full of cables and cold tea
    danger a heater with a frayed flex
    danger a door that locks from outside`,
  ),
  placeKind(
    'Mill; urban; dim; none',
    `
    is five floors of brick with one tenant and a great many pigeons
    is going to be lofts, according to the sign
    has a loading hoist that still works
    has a mural that is older than the sign
    has a ledger under the boards
    has a skylight with a footprint
    air cold, dusty and full of wings
    air echoing, with the river under it
    danger a floor that has been let go
    danger guards hired by the week`,
  ),
  placeKind(
    'Park; open; normal; clear',
    `
    is the one green thing for a mile, and everybody’s
    is a hill, a pond and a bandstand with a reputation
    has a tree with ribbons on it
    has a bandstand where chess is played
    has a fountain full of wishes
    has a gate that is meant to be locked
    air cut grass, dogs and distant traffic
    air soft and open by day
    danger unlit paths
    danger thin ice on the pond`,
  ),
  placeKind(
    'Motel; open; dim; rain',
    `
    is fourteen doors on a road that used to be the main one
    is paid for in cash and left before breakfast
    has a pool with a chair in it
    has a register with one name four times
    has an ice machine that hums a chord
    has a room that is kept made up
    air damp carpet and passing lights
    air quiet, in the way of people being careful
    danger a door that has been forced before
    danger headlights that stay`,
  ),
  placeKind(
    'Newsroom; urban; bright; none',
    `
    is three desks, where there were forty
    is on the second floor above a bookmaker, and proud of it
    has a wall of front pages with one turned round
    has a telephone for readers
    has a cabinet of photographs nobody has paid for
    has a kettle with a history
    air bright, stale and quick
    air tense before five and empty after
    danger a lawyer on the stairs
    danger a source who followed somebody in`,
  ),
  placeKind(
    'Lake House; forest; dim; clear',
    `
    is wood, glass and a family that does not come any more
    is an hour from anybody who could hear
    has a jetty with a fresh plank
    has a guest room that smells of paint
    has a cupboard of board games and one pistol
    has a boat under a tarpaulin
    air pine, still water and old arguments
    air silent, and too clear at night
    danger cold water off a shelf
    danger no signal`,
  ),
  placeKind(
    'Courthouse; urban; normal; none',
    `
    is columns in front and fire doors behind
    is where the town finds out what it thinks
    has a corridor where deals are made
    has a statue with a coffee cup
    has a records counter with a bell
    has a window that looks onto the cells
    air stone, whispers and shoes
    air formal and slightly damp
    danger cameras on the steps
    danger a family on either side of an aisle`,
  ),
];
