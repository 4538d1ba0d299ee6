import { type Bank, bank } from '../../../llm/offline/chance.js';
import type { GenreId } from '../../../scenario/offline/lexicon/genre.js';
import type { TimeOfDay } from '../../session.js';

/** What goes on around the player's character, in the words of each genre. Slots: `place`, `feature`, `faction`. */
export const AMBIENCE: Readonly<Record<GenreId, Bank>> = {
  fantasy: bank(
    'ambience fantasy',
    1,
    `
    Somewhere a bell is rung that nobody answers.
    A pedlar lays out charms on a cloth, and takes one of them away again.
    Smoke goes straight up, which is held to be a good sign by those who need one.
    Two men in the colours of {faction} walk by in step, without talking.
    A dog looks at a spot in the air and will not be called off.
    Far off somebody sings the kind of song that has a name in every verse.
    An old woman draws a sign in the dust, and rubs it out with her heel.
    A cart goes past with its load covered, and the driver looks straight ahead.
    Candles have been set out by {feature}, more than yesterday.
    Children play at being {faction}, and quarrel over who has to lose.
    Crows have taken the highest place and are in no hurry to leave it.
    The wind brings the smell of bread, and for a moment everybody is hungry.
    Somebody has nailed a sprig of rue over a door that was always open.
    You hear hooves, and then you hear them stop.
    Rain has been here, or will be; the stones have not decided.
    A scribe reads a notice aloud to people who know what it says.
    `,
  ),
  science_fiction: bank(
    'ambience science fiction',
    1,
    `
    The air recycler changes its note, and everybody pretends not to listen.
    A maintenance drone works its way along the ceiling, one panel at a time.
    Somebody's wrist unit chimes, is silenced, and chimes again.
    The lights drop to half and come back, a little yellower than before.
    Two officers of {faction} go by with their visors down.
    On a screen by {feature} the same announcement runs without its sound.
    You can feel the engines, or something that would like to be taken for them.
    A child presses both hands to the glass and counts the stars that move.
    The floor trembles once, as it does when something docks.
    Somebody has scratched a number into the paint, and somebody else has scratched it out.
    It smells of hot dust and of coffee that was made of something else.
    A door cycles, though nobody comes through it.
    There is a queue by the water tap, and nobody in it talks.
    Static runs through the speakers like a hand through hair.
    A cargo hauler passes, its load sealed with the mark of {faction}.
    The clock on the wall disagrees with the one on your sleeve.
    `,
  ),
  mystery: bank(
    'ambience mystery',
    1,
    `
    A curtain moves in a window where nobody lives.
    Somebody has left a cup half full, and it is still warm.
    A telephone rings two rooms away, and is picked up without a word.
    The clock by {feature} has stopped at an hour that suits nobody.
    A constable writes something down, looks at it, and crosses it out.
    Footsteps come as far as the corner, and no farther.
    There is a smell of wet wool and of something that has been burned.
    A newspaper lies open at the page that everybody has read.
    Somebody laughs in the next room, at the wrong moment.
    A car goes by slowly, and a little later it goes by again.
    The rain writes the same sentence on the panes over and over.
    A key turns somewhere, and nobody comes in.
    Two people in the pay of {faction} are being careful not to know each other.
    There is ash on the sill, and nobody here smokes.
    A maid carries flowers past that have been sent to the wrong person.
    Somebody has moved {feature} by the breadth of a hand.
    `,
  ),
  historical: bank(
    'ambience historical',
    1,
    `
    A rider comes through with mud to the saddle and does not stop.
    The bells strike the hour, and half the street crosses itself.
    Someone is being shaved in a doorway, and gives orders through the soap.
    A clerk of {faction} counts sacks aloud, and loses count.
    Geese are driven past, and for a while nobody can hear a word.
    Smoke from the kilns lies over the roofs like a second roof.
    Two women carry a basket of washing between them and a quarrel as well.
    A beggar holds out a cap with the arms of {faction} on it.
    Somebody has chalked a verse by {feature}; somebody else has corrected it.
    A barge horn sounds twice, and men begin to run.
    The smell of tallow and horses says that the day is getting on.
    A boy runs by with a letter held up before him like a flag.
    Market women are packing up sooner than they need to.
    There is a new seal on the notice, and fewer people reading it.
    A priest and a moneylender walk side by side, deep in agreement.
    Hammering starts up, and stops, and starts up farther off.
    `,
  ),
  contemporary: bank(
    'ambience contemporary',
    1,
    `
    A bus stops, opens its doors for nobody, and moves on.
    Somebody's phone plays the first bars of a song, and is turned face down.
    A scooter with one working light goes past, and past again.
    The neon by {feature} spells half of a word.
    Two people argue in the way in which people argue who will go home together.
    A delivery van has been standing there with its engine on for too long.
    Somebody has taped up a picture of a missing cat, and somebody a picture of a missing man.
    Over the roofs a helicopter makes up its mind.
    A poster for {faction} has been given a moustache.
    The smell of frying onions makes everything seem less serious.
    A dog is tied up outside and has opinions about it.
    You hear a lift arrive, and nobody gets out.
    A woman in a good coat photographs {feature}, twice.
    Somebody asks you for a light, and looks at your hands.
    The streetlights come on one after the other, except for one.
    Someone sweeps up glass and hums.
    `,
  ),
};

/** When a part of the day begins. */
export const DAYTIME: Readonly<Record<TimeOfDay, Bank>> = {
  dawn: bank(
    'dawn',
    1,
    `
    It is getting light, in the unwilling way of early hours.
    A grey line in the east says that the night has been lived through.
    The first birds are at it, though there is little to sing about.
    `,
  ),
  morning: bank(
    'morning',
    1,
    `
    By now it is morning, and people have begun to want things of each other.
    The morning is there, with its clean hands.
    Shutters go up, and the day is open for business.
    `,
  ),
  day: bank(
    'day',
    1,
    `
    The day stands at its highest and throws hardly a shadow.
    It is the middle of the day, and nothing can be hidden in that light.
    Noon has come and gone without asking anybody.
    `,
  ),
  afternoon: bank(
    'afternoon',
    1,
    `
    The afternoon is well along, and the shadows have begun to lean.
    It is that part of the afternoon in which everything has been said once.
    The light has turned the colour of weak tea.
    `,
  ),
  evening: bank(
    'evening',
    1,
    `
    Evening draws in, and voices with it.
    Lamps are being lit, one by one, by people who do not look up.
    The day lets go of {place} a corner at a time.
    `,
  ),
  night: bank(
    'night',
    1,
    `
    Night has come, and {place} is all outlines.
    It is dark by now, and every sound has moved closer.
    Whoever is still about at this hour has a reason.
    `,
  ),
};

export const WEATHER: Readonly<Record<string, Bank>> = {
  clear: bank(
    'clear',
    1,
    `
    The sky has cleared, and everything looks as if it had been put there on purpose.
    It has stopped raining, or whatever it was doing.
    The clouds have moved off to trouble others.
    `,
  ),
  rain: bank(
    'rain',
    1,
    `
    It has begun to rain, without conviction at first.
    Rain comes over the roofs like something that was announced.
    A few drops fall, and then all the others.
    `,
  ),
  fog: bank(
    'fog',
    1,
    `
    Fog has come up and taken the far side of everything.
    You notice that you can no longer see what you are walking toward.
    A fog is coming in, low and in no hurry.
    `,
  ),
};

/** A hook at the end: somebody or something that waits to be taken up. Slots: `P`, `thing`, `exit`, `feature`. */
export const HOOKS = bank(
  'hooks',
  1,
  `
  {P} has not taken both eyes off you since you came.
  You catch {P} looking toward {exit}, and then at you.
  There is still {feature} to be looked at properly.
  From here the way to {exit} lies open, and somebody is just coming from there.
  {thing} lies there yet, and nobody has claimed it.
  {P} seems about to speak, and does not.
  Something about {feature} will not let go of you.
  If you mean to go to {exit}, this would be the moment.
  People have begun to leave for {exit} in twos and threes.
  {P} is waiting for something. It might be you.
  You have the feeling that {P} could say more.
  Whoever passes {feature} walks a little faster.
`,
);

/** Sights of people at a place that is reached. Slots: `P`, `Q`. */
export const THERE_IS = bank(
  'there is',
  1,
  `
  {P} is here, and has seen you come.
  The first face that you know is {P}'s.
  {P} looks up as you come in, and goes on with what there is to do.
  Among those who are here is {P}.
  {P} is standing where one cannot help passing.
  You see {P} before {P} sees you.
  Here, of all places, is {P}.
  {P} and {Q} are here, and break off when they notice you.
  You come upon {P} and {Q} in the middle of something.
`,
);
