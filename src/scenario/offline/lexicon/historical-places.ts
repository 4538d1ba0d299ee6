import { type PlaceKind, placeKind } from './genre.js';

export const HISTORICAL_PLACES: readonly PlaceKind[] = [
  placeKind(
    'Square; urban; bright; clear',
    `
    is where proclamations are read and where they are answered
    is paved, sloping and too wide for its houses
    has a gallows used as a notice board
    has a well with a guild’s mark on every stone
    has a plinth whose statue was melted for cannon
    has a bakery with bars
    air open, windy and full of ears
    air hot with talk on market days
    danger soldiers with nothing to do
    danger a crowd around a cart`,
  ),
  placeKind(
    'Customs House; urban; normal; none',
    `
    is a stone box in which goods become taxes
    is the only new building in the town, and the least loved
    has scales with a thumbprint in the brass
    has a strongroom with two keyholes
    has bales that have been here since the last reign
    has a clerk’s stool worn to a saddle
    air inky, cold and impatient
    air full of pepper and complaint
    danger seized powder in the cellar
    danger informers on the bench outside`,
  ),
  placeKind(
    'Monastery; open; normal; clear',
    `
    is eleven monks, forty bells and a wine that pays for both
    is a wall with a garden inside it and a debt outside
    has a scriptorium with one desk roped off
    has a bee yard
    has a guest book signed by three kings
    has a gate that opens outward
    air cool, with singing at odd hours
    air tidy, mild and shut
    danger a well without a cover
    danger plague linen in the store`,
  ),
  placeKind(
    'Shipyard; open; normal; rain',
    `
    is ribs, tar and a deadline
    is where the forest comes to be made into debts
    has a keel laid nine years ago
    has a figurehead without a face
    has a saw pit with somebody’s initials
    has a rope walk as long as the street
    air loud with mallets and sweet with shavings
    air wet, tarred and busy
    danger a baulk on a worn sling
    danger the press gang`,
  ),
  placeKind(
    'Barracks; urban; normal; none',
    `
    is built for a hundred and holds three
    is a yard, a flag and a smell of boots
    has a tally of deserters in chalk
    has a cannon with a bird in it
    has a paymaster’s chest, open
    has a wall pocked at the height of a heart
    air bored, damp and armed
    air shouting, drums and onion soup
    danger men who have not been paid
    danger fever in the upper room`,
  ),
  placeKind(
    'Palace; urban; bright; none',
    `
    is two hundred windows, nine of them lit
    is more corridor than room, and every one has a listener
    has a door hidden in a tapestry
    has a clock given by an enemy
    has a chair that is one step too high
    has a gallery of portraits with a gap
    air polished, scented and afraid
    air cold under the gilding
    danger a favour that cannot be repaid
    danger a cup that was poured for somebody else`,
  ),
  placeKind(
    'Printing Shop; urban; dim; none',
    `
    is a press, two apprentices and a back door
    is licensed for almanacs and known for other things
    has a forme locked under sacking
    has type in an alphabet that was forbidden
    has proofs hung up like washing
    has a stove fed with mistakes
    air black with ink and full of haste
    air warm, clanking and conspiratorial
    danger a raid before the ink is dry
    danger lead in everything`,
  ),
  placeKind(
    'Mine; underground; dark; none',
    `
    is silver above, water below and men between
    is a hole into which a village goes every morning
    has a wheel worked by a blind horse
    has a shrine at the third ladder
    has a gallery that was walled up with tools inside
    has a tally of lamps by the mouth
    air wet, black and knocking
    air close enough to taste
    danger bad air in the old gallery
    danger a prop that sings before it goes`,
  ),
  placeKind(
    'Mill; open; normal; clear',
    `
    is a wheel, a pond and two lawsuits
    is where grain is weighed and news is ground
    has a stone cracked by frost
    has a weir with an eel trap
    has a loft that sleeps travellers
    has a mark on the wall for each flood
    air floury, wet and cheerful
    air rumbling, and too loud for secrets
    danger the race when the gate is up
    danger dust and a candle`,
  ),
  placeKind(
    'Fortress; open; dim; storm',
    `
    is a star of earth and stone that has never been taken, nor attacked
    is garrisoned by old soldiers and a governor in love
    has a postern that is not on the plan
    has a powder store next to the kitchen
    has a cell with a view of the sea
    has a bridge on chains
    air windy, stony and suspicious
    air full of flags and gulls
    danger a sentry with a new order
    danger a rampart undercut by the sea`,
  ),
  placeKind(
    'Tavern; urban; dim; none',
    `
    is low, full and neutral ground
    is three rooms where the third is never mentioned
    has a table cut with ships’ names
    has a cellar older than the house
    has a landlord’s slate with dukes on it
    has a bench for those who are waiting to be hired
    air smoky, close and singing
    air warm at the fire and sharp at the door
    danger a recruiting sergeant with a full purse
    danger dice that are known to be bad`,
  ),
  placeKind(
    'Vineyard; open; bright; clear',
    `
    is terraces of vine, each named for a daughter
    is a hillside that has been mortgaged row by row
    has a press house with a barred window
    has a boundary stone that has walked
    has a vault of bottles for a coronation
    has pickers from three countries
    air hot, dusty and humming
    air sweet and heavy
    danger wasps, and men with pruning hooks
    danger a cistern under rotten boards`,
  ),
  placeKind(
    'Hospital; urban; dim; none',
    `
    is two wards, one for the dying and one for the undecided
    is run by sisters who have stopped asking who fired
    has a ledger of bequests
    has a ward with its door painted
    has a dispensary behind an iron grille
    has a wheel in the wall for infants
    air vinegar, wax and low talk
    air quiet, except when it is not
    danger fever in the far ward
    danger a barber with steady hands and no licence`,
  ),
];
