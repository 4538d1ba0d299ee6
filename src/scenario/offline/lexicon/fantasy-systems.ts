import { type SystemSeed, systemSeed } from './genre.js';

export const FANTASY_POLITICS: readonly SystemSeed[] = [
  systemSeed(
    'the Two Seals; political',
    `
    about No order holds {in:hub} unless it bears two seals, and the two who keep them do not speak.
    rule An order of {A} binds nobody until {B} has sealed it too.
    rule Whoever breaks a seal answers for what the order said.
    limit The seals say nothing about what is done at night.
    example A bridge stood half built for nine years for want of the second seal.`,
  ),
  systemSeed(
    'the Hearth Count; political',
    `
    about Power is counted in hearths: who feeds more people than last year may speak before the others.
    rule {A} and {B} are counted on the same day, each by the other.
    rule A hearth that has gone cold counts against its lord.
    limit The count does not ask where the bread came from.
    example One winter every beggar {in:hub} was invited to supper twice.`,
  ),
  systemSeed(
    'the Empty Chair; political',
    `
    about The high seat has been kept empty for a generation, and whoever sits nearest to it speaks for it.
    rule {A} sits on the right of the chair and {B} on the left.
    rule Nobody may touch the chair, not even to dust it.
    limit What is said behind the chair was not said.
    example A page who leaned on it by mistake was sent to {far}.`,
  ),
  systemSeed(
    'the Law of Bread and Salt; political',
    `
    about A guest may not be judged, and a judge may not be a guest: whole careers are made of meals refused.
    rule Whoever eats at the table of {A} is safe there until the third morning.
    rule A guest of {B} may not be asked for a name.
    limit The law ends at the doorstep.
    example A murderer lived eleven years on invitations.`,
  ),
];

export const FANTASY_ARTS: readonly SystemSeed[] = [
  systemSeed(
    'Saltwriting; magic',
    `
    about What is written in salt on stone comes true for as long as it stays dry.
    rule Nobody may write in salt {in:hub} without a leave from {A}.
    rule A wish has to be spelled right; {B} keeps the only dictionary.
    rule What one hand wrote only the same hand may wipe away.
    limit Rain ends it.
    limit Each word costs the writer a memory of about its length.
    example A baker wrote a single word and has not been hungry since, and does not know her brother.`,
  ),
  systemSeed(
    'the Borrowed Voice; magic',
    `
    about Those who have the gift can speak with the voice of anybody whose silence they once kept.
    rule A borrowed voice has to be given back before the next moon.
    rule {A} has its members sworn never to be silent together.
    rule Under the law of {B} a borrowed voice is no witness.
    limit It can say only what its owner could have said.
    limit Whoever borrows two at once may not find the way back to the third.
    example A widow heard her husband say goodbye after all, and paid for it.`,
  ),
  systemSeed(
    'Thread-lore; magic',
    `
    about All bonds are threads to those who were born in a doorway, and threads can be tied, cut and sold.
    rule {A} licenses the cutting of threads, and taxes it.
    rule No thread may be tied against the will of both its ends.
    rule Members of {B} wear theirs openly, at the wrist.
    limit A thread that was cut can be tied again only shorter.
    limit Nobody sees their own.
    example Two brothers were parted for a debt, and met as strangers, and got on.`,
  ),
  systemSeed(
    'the Small Fires; magic',
    `
    about Each person is born with a fire that can be lent: to a lamp, a blade, another heart.
    rule Fire that is lent must be asked for by name.
    rule {A} keeps the roll of those who have lent theirs away.
    rule {B} forbids fires to be lent to the dead, and has its reasons.
    limit Who lends all of it lives on, and is cold.
    limit It goes out under deep water.
    example A lighthouse has burned for a century on what its first keeper lent it.`,
  ),
];

export const FANTASY_CUSTOMS: readonly SystemSeed[] = [
  systemSeed(
    'the Night of Open Doors; cultural',
    `
    about Once a year every door {in:hub} stands open until dawn, and nobody may ask who went in.
    rule A closed door that night is marked by {B} in the morning.
    rule What is left on a table may be taken; what is hidden may not.
    limit Locks inside a house are allowed, and noticed.
    example Half of the marriages {in:mid} began with somebody in the wrong house.`,
  ),
  systemSeed(
    'the Naming Debt; cultural',
    `
    about A child is named after somebody to whom the parents owe something, and the debt is paid when it comes of age.
    rule {A} keeps the list of names and of what they cost.
    rule A name that was paid for may be changed.
    limit Nobody can be named after a person who owes them.
    example There is a family {in:mid} whose children are all called after one innkeeper.`,
  ),
  systemSeed(
    'the Lantern Faith; religious',
    `
    about People here hold that the dead walk home by the lights that were lit for them, and so they light far too many.
    rule Nobody puts out a lamp that somebody else lit.
    rule {B} provides the oil, and counts the lamps.
    limit Strangers are lit home too, but not by name.
    example A fire that burned a third of {mid} was let burn, for it was somebody’s lamp.`,
  ),
  systemSeed(
    'the Silver Week; economic',
    `
    about For seven days after the harvest no coin may change hands, and everything is owed instead.
    rule Debts of the Silver Week are called before {A}.
    rule What was promised that week may not be sold on.
    limit Salt and midwives are paid at once.
    example {B} was ruined in one such week, and rose in the next.`,
  ),
];
