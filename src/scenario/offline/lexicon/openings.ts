/**
 * The opening of a scenario, in the second person. Slots come from a lorebook: `place` with `what` it is, `feature` and
 * `feature2`, `air`, `way` and `way2` (places next to it), `event` and `happened` (the last of its timeline), `who` and
 * `whoIs` (somebody there), `power` and `aim`, `item` and `itemIs`, `cast`.
 */

export const ARRIVALS: readonly string[] = [
  'You come to {place} earlier than you meant to, and it has started without you.',
  'You have been told to wait {in:place}, by somebody who did not say for how long.',
  'You know {place} well enough to see at once what has been moved.',
  'You had a plan for today, and it did not include {place}.',
  'You stand {in:place} with your hands empty and everybody’s eyes on them.',
];

export const SIGHTS: readonly string[] = [
  'You see {feature}, and a little further on {feature2}.',
  'There is {feature}; there is {feature2}; neither was there for you, and both look at you.',
  'Your way leads you past {feature} and then, slowly, past {feature2}.',
];

export const AIRS: readonly string[] = [
  'The mood of the place reaches you first: {air}.',
  'You could describe it with your eyes shut: {air}.',
  'It is as it always is when something is wrong: {air}.',
];

export const NEWS: readonly string[] = [
  'You have heard about {event}, as everybody has. {happened}.',
  'People around you are still talking about {event}. {happened}.',
  'Since {event} you have slept badly, and you are not the only one. {happened}.',
];

export const PRESENCES: readonly string[] = [
  '{who} has seen you and does not come over. {whoIs}.',
  'You are not alone here: {who} is waiting for you to speak first. {whoIs}.',
  'Somebody says your name, and it is {who}. {whoIs}.',
];

export const WISHES: readonly string[] = [
  'You know what {power} is after: to {aim}. What you do not know is what it will do when it learns that you know.',
  'It is said that {power} wants to {aim}, and that it has thought of you.',
  '{power} means to {aim}, and you are standing in the way, or soon will be.',
];

export const THINGS: readonly string[] = [
  'And then there is {item}. {itemIs}.',
  'All of it, you suspect, comes back to {item}. {itemIs}.',
  'Nobody has said a word about {item}, which tells you who is thinking of it. {itemIs}.',
];

export const WAYS: readonly string[] = [
  'You can still leave by {way}, or by {way2}, and each will be taken for an answer.',
  'One way out leads to {way} and one to {way2}; you will not be able to take both.',
];
export const ONE_WAY: readonly string[] = ['There is one way out, and it leads to {way}.'];

export const CALLS: readonly string[] = [
  'Nobody has asked you yet. You can see from their faces that somebody is about to.',
  'You take a breath. Whatever you say next will be remembered.',
  'It is your move, and you have never liked that expression less.',
  'You decide, then and there, not to look away this time.',
];

/** For more words, where there is room. */
export const ASIDES: readonly (readonly string[])[] = [
  [
    'You count the doors, as you were taught to, and come to one more than there should be.',
    'A child looks at you, decides something, and runs.',
    'You straighten your sleeves, because it gives you something to do.',
    'Somewhere behind you a door is closed with great care.',
    'You have the feeling of having walked into the middle of a sentence.',
    'For a moment you could still turn round, and nobody would blame you aloud.',
  ],
  [
    'You have told yourself that it is none of your concern, and you have nearly believed it.',
    'Two people have lied to you about it since yesterday, both of them kindly.',
    'You try to remember who told you first, and find that you were told by everybody at once.',
    'What frightens you is not what has happened but how quickly it has been explained.',
    'You owe somebody the truth in this, and you wish that you knew whom.',
    'If you are honest, you have been waiting for it for years.',
  ],
  [
    'Your mouth is dry, and your hands are perfectly steady.',
    'You think of everything that you have left undone, and leave it.',
    'You have perhaps an hour before somebody else makes the choice for you.',
    'There are people who depend on you, and one or two who depend on your failing.',
    'You look once more at the faces, so as to have them as they are now.',
    'Nobody will thank you, and you notice that you do not mind.',
  ],
];

/** Titles; each needs its slots. */
export const TITLES: readonly string[] = [
  'What Was Kept {in:place}',
  'The Price of {item}',
  'One Night {in:place}',
  'Before {power} Comes',
  'The Other Side of {place}',
  'Whoever Holds {item}',
  'A Debt to {power}',
  'The Last to Leave {place}',
];

/** Third person; `hero` and `others` are those who can be played. */
export const DESCRIPTIONS: readonly string[] = [
  '{cast} are drawn into what began with {event}, {in:place}, where {power} has interests of its own.',
  '{in:place} {cast} have one chance to find out what lies behind {event} before {power} does.',
  'Everything that {power} has kept quiet comes to a head {in:place}, and {cast} are in the middle of it.',
];

export const SITUATIONS: readonly string[] = [
  '{cast} have come to {place}, each for a reason of their own.',
  '{cast} meet {in:place}, and nobody by chance.',
  'It begins {in:place}, where {cast} have been sent for.',
];
