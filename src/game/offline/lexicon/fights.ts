import { bank } from '../../../llm/offline/chance.js';

/** Blows, workings and steps in the dark, and what comes of them. Slots as in `deeds.ts`. */

export const STRIKE_WELL = bank(
  'strike well',
  1,
  `
  You go at {P} without a warning, and the first blow decides most of it.
  {P} is quicker than you thought and slower than you are.
  It is over in less time than it takes to tell: {P} gives ground, and keeps giving it.
  You feint, {P} believes it, and pays for the belief.
  There is nothing handsome about it, but it is {P} who goes down on one knee.
  Your blow gets through. {P} stares at you as if you had spoken out of turn.
  You keep {P} turning until {P} turns the wrong way.
  {P} comes in high, and you have been waiting for exactly that.
`,
);

export const STRIKE_DEARLY = bank(
  'strike dearly',
  1,
  `
  You hurt {P}, and {P} sees to it that it is not for nothing.
  The two of you go down together, and both get up the worse for it.
  You get your blow in. So does {P}.
  For a while neither of you wins. Then you do, by a little, and at a price.
  {P} breaks away bleeding, and you are too winded to follow.
  You trade what each of you can afford, and then a little more.
  It costs you skin and breath, but {P} will remember it as long as you do.
`,
);

export const STRIKE_BADLY = bank(
  'strike badly',
  1,
  `
  {P} has done this before. You find that out with your ribs.
  You strike where {P} was. Where {P} is, you learn at once.
  Your foot slides, and {P} does not wait for you to find it again.
  {P} takes the blow out of your arm like something that had been borrowed.
  It goes wrong from the first step, and {P} is not one to overlook it.
  You are on the ground before you know which of you fell.
  {P} puts you against {feature} and holds you there until you have understood.
`,
);

export const DRIVE_OFF = bank(
  'drive off',
  1,
  `
  You have been warned about this: {danger}. You meet it with your teeth set, and it gives way.
  {danger}: that is what {place} is feared for, and today it finds you ready.
  You give it no time to gather. What was called {danger} draws back from you.
  It comes at you as people said it would: {danger}. When it is over you are the one still standing.
  You face what others go round: {danger}. It costs you breath, and leaves you the field.
  Not everybody has seen it and stayed: {danger}. You stay, and it goes.
`,
);

export const DRIVEN_BACK = bank(
  'driven back',
  1,
  `
  {danger}: you had been told, and you had not listened closely enough.
  It is stronger than you are today: {danger}. You get away from it, with less skin than before.
  You find out why people speak softly of it: {danger}.
  You stand up to it, and then you do not stand any more: {danger}.
  There is no shame in backing away from it, and no comfort either: {danger}.
`,
);

export const SHADOW_FIGHT = bank(
  'shadow fight',
  1,
  `
  There is nobody here to fight, and the air takes your blow without complaint.
  You go through the movements against nobody, until your arms remember them.
  Your blow lands on {feature}, and the sound of it goes a long way.
  You strike out at what is bothering you, and it turns out not to have a face.
  Whoever might have taken up the quarrel has found something to do elsewhere.
`,
);

export const MAGIC_WELL = bank(
  'magic well',
  1,
  `
  You give the words their time. What answers is small, and exact, and yours.
  Something in the air of {place} leans toward you, and does as it is told.
  For a breath every sound is far away; then the working holds, and you can let go of it.
  The light {in:place} bends a little round your hands, and stays bent until you are done.
  It comes as it comes when it is right: without effort, and with a price that you feel only afterwards.
  You shape it as you were taught, and for once it takes the shape.
  What you reach for was nearer than you thought. {feature} stirs, and is still again.
  You speak, and the silence after it is of another kind.
`,
);

export const MAGIC_BADLY = bank(
  'magic badly',
  1,
  `
  The words are right and the moment is not. It goes out like a wet match.
  Something answers, but not the thing that you called.
  You feel it slip just as it begins to hold, and it takes some of your strength along.
  It comes up short, and leaves a taste of iron.
  For an instant it works, and then {place} is itself again, and you are tired.
  You lose the thread of it at the last turn.
`,
);

export const UNSEEN = bank(
  'unseen',
  1,
  `
  You keep to where the light gives out, and nobody's eye catches on you.
  You move when other noises move, and stop when they stop.
  Behind {feature} there is room for one who keeps still, and you keep still.
  People look through you as they look through what has always been there.
  You make yourself as plain as a wall. Two people pass, and neither breaks a sentence.
  You take the long way round by {feature}, one step for every three breaths.
  Nobody can say afterwards that you were here.
  You find the one spot {in:place} from which one sees and is not seen.
`,
);

export const SEEN = bank(
  'seen',
  1,
  `
  Something gives way under your foot, and heads turn.
  You are good at it, but {place} is better.
  You hold your breath a moment too long, and then you cough.
  Your shadow gets there before you do.
  A child points at you and asks, loudly, what you are doing.
  You step back from {feature} and straight into somebody's arm.
`,
);
