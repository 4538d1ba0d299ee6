import { type SystemSeed, systemSeed } from './genre.js';

export const SCIENCE_FICTION_POLITICS: readonly SystemSeed[] = [
  systemSeed(
    'the Charter of Air; political',
    `
    about Whoever breathes here has signed for it: rights are counted in hours of air, and votes in what is left of them.
    rule {A} measures the air and {B} hears the complaints.
    rule Nobody’s hours may be cut below those of a child.
    limit The charter is silent about those who were born outside it.
    example A strike {in:mid} was ended by opening a window on the wrong side.`,
  ),
  systemSeed(
    'the Shift Parliament; political',
    `
    about Three shifts elect three councils, and each governs for eight hours and undoes what it can of the last.
    rule {A} may put a motion only to the first shift.
    rule What two shifts have passed {B} has to carry out.
    limit Nothing binds anybody during the change of shifts.
    example A wall {in:hub} has been built and taken down every day for a year.`,
  ),
  systemSeed(
    'the Salvage Code; political',
    `
    about What is found belongs to its finder, and people spend much thought on what may be called lost.
    rule A claim has to be painted on the thing and lodged with {A}.
    rule {B} may search any hold for one hour.
    limit A ship with one living soul aboard is not salvage.
    example A man lived nine years on a wreck so that it should not be one.`,
  ),
];

export const SCIENCE_FICTION_ARTS: readonly SystemSeed[] = [
  systemSeed(
    'Quiet drive; technology',
    `
    about Ships do not cross the distance; they agree with it, by means of a pilot who can hold one thought for an hour.
    rule A pilot flies for {A} or not at all.
    rule No two drives may be woken within a light-minute of each other; {B} keeps the timetable.
    rule What the pilot thinks of is where the ship goes.
    limit A pilot who has grieved may not fly for a year.
    limit Nobody has brought back a ship that was flown asleep.
    example One pilot thought of home, and the ship is still there, in a field.`,
  ),
  systemSeed(
    'the Graft; technology',
    `
    about A second nerve, grown and not built, lets machines be felt like hands.
    rule Grafts are grown by {A} and owned by it.
    rule Under the rules of {B} no graft may be joined to another without a witness.
    rule A graft remembers its last owner for a month.
    limit It takes as much sleep as it gives strength.
    limit Cold breaks it.
    example A crane driver felt a cable part before it did, and lost the use of the arm.`,
  ),
  systemSeed(
    'Echo minds; technology',
    `
    about The dead are consulted: a mind leaves an echo that answers for some forty hours of talk and then is used up.
    rule The hours of an echo are kept by {A} and spent by vote.
    rule {B} forbids asking an echo about the living.
    rule An echo may refuse.
    limit It knows nothing since the day it was taken.
    limit It cannot be copied, though many have tried.
    example The founder has eleven minutes left, and nobody can agree on a question.`,
  ),
];

export const SCIENCE_FICTION_CUSTOMS: readonly SystemSeed[] = [
  systemSeed(
    'Dark Hour; cultural',
    `
    about Once in ten days every lamp {in:hub} is put out for an hour, in memory of the one time when it was not meant.
    rule Nobody speaks before the second bell.
    rule {B} keeps the switch, and {A} keeps an eye on {B}.
    limit Clinics and locks stay lit.
    example More has been stolen in the Dark Hour than in all the others.`,
  ),
  systemSeed(
    'the second name; cultural',
    `
    about Everybody has a name for the register and one for the corridor, and it is rude to know both.
    rule {A} uses the first name and is never offered the other.
    rule A corridor name that was given away cannot be asked back.
    limit The dead are buried under both.
    example A captain was obeyed for years by people who did not know that they knew her.`,
  ),
  systemSeed(
    'water credit; economic',
    `
    about Money is water that has been promised, and a rich person is one who does not look thirsty.
    rule {A} prints the credit and {B} owns the ice.
    rule A debt dries up after seven years.
    limit Nobody may be sued for what they drank.
    example A bank {in:mid} was drained by its customers, with cups.`,
  ),
  systemSeed(
    'the Long Way Church; religious',
    `
    about Some hold that the journey is the point, and that whoever arrives has lost the thread.
    rule Its people work for {B} and never in the same place twice.
    rule They carry one thing that weighs nothing.
    limit They may stop for the sick.
    example They walked out of {far} on the day it was declared finished.`,
  ),
];
