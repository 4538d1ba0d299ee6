import { type GenreLexicon, power, trade, words } from './genre.js';
import { SCIENCE_FICTION_PLACES } from './science-fiction-places.js';
import {
  SCIENCE_FICTION_ARTS,
  SCIENCE_FICTION_CUSTOMS,
  SCIENCE_FICTION_POLITICS,
} from './science-fiction-systems.js';

export const SCIENCE_FICTION: GenreLexicon = {
  id: 'science_fiction',
  name: 'science fiction',
  keywords: words(
    'sci science space cyber futur robot mecha alien galac star dystop apocal steampunk android planet tech orbit time-travel',
  ),
  tongues: 'invented',
  periods: [
    'the ninth year after the last supply ship',
    'the eleventh generation out',
    'a century and a half after the charter',
    'the spring of the second contact',
  ],
  realms: [
    'the ring station {realm}',
    'the generation ship {realm}',
    'the mining moon of {realm}',
    'the domed settlements of {realm}',
    'the drift colonies round {realm}',
  ],
  adjectives: words(
    'Amber Arc Black Blue Cold Cobalt Dead Double Far Glass Grey Halo Inner Last Lower Mirror Null Outer Prime Quiet Red Silver Tether White Zero',
  ),
  places: SCIENCE_FICTION_PLACES,
  powers: [
    power(`
      name The {Adj} Authority
      name The {Root} Authority
      does runs the air, the lights and the register
      aim put {place} under direct rule
      aim cut {rival} off from the pumps, by the book`),
    power(`
      name {Family} Combine
      name The {Root} Combine
      does owns the ore, the ships and most of the debts
      aim buy {place} before its price is known
      aim have {rival} declared insolvent`),
    power(`
      name The {Adj} Shift
      name The Union of {Root}
      does does the work and has begun to count it
      aim stop every machine {in:place} for one hour
      aim get back what {rival} called a loan`),
    power(`
      name The {Adj} Fleet
      name The {Root} Patrol
      does was left behind to protect whatever this was
      aim garrison {place} against all comers
      aim find out what {rival} is flying at night`),
    power(`
      name The {Adj} Institute
      name The {Family} Institute
      does asks the questions and files the answers
      aim repeat at {place} the experiment that was stopped
      aim copy the records of {rival} while they last`),
    power(`
      name The {Adj} Mutual
      name The Kinship of {Root}
      does looks after those who are on nobody’s list
      aim keep {place} off the maps
      aim make {rival} answer for the missing`),
    power(`
      name The {Adj} Signal
      name The {Root} Listening Post
      does believes that it is being spoken to
      aim turn the mast at {place} the other way
      aim keep {rival} from answering first`),
  ],
  trades: [
    trade(
      'a lock keeper: constitution 14, wisdom 13',
      'hears a bad seal through a helmet\nholds a breath for three minutes',
    ),
    trade('a tug pilot: dexterity 16, wisdom 13', 'docks by feel\nflies anything that has a stick'),
    trade(
      'a systems archaeologist: intelligence 16, wisdom 12',
      'reads code in dead languages\ngets old machines to talk',
    ),
    trade(
      'a reactor hand: strength 14, constitution 15',
      'works by touch in the dark\nknows every valve by its cough',
    ),
    trade(
      'a ration clerk: intelligence 14, charisma 13',
      'finds what is missing from a total\nforges a stamp',
    ),
    trade(
      'a ship’s surgeon: intelligence 15, wisdom 14',
      'operates in any gravity\nkeeps a secret under oath and over drink',
    ),
    trade(
      'a salvage diver: strength 14, dexterity 14',
      'cuts a hull in the time of one tank\nfinds the way out first',
    ),
    trade(
      'a charter lawyer: charisma 16, intelligence 14',
      'argues from the footnotes\nis paid by both sides, and tells them so',
    ),
    trade(
      'a deserter from the patrol: dexterity 15, strength 13',
      'shoots straight in a corridor\nwalks past a checkpoint',
    ),
    trade('a seed keeper: wisdom 16, constitution 12', 'grows food in ash\nremembers the surface'),
    trade('a graft singer: charisma 15, dexterity 13', 'makes a crowd stand still\nfeels a machine’s mood'),
    trade('a signals officer: intelligence 15, wisdom 14', 'hears a pattern in noise\nnever forgets a voice'),
    trade('a corridor courier: dexterity 16, charisma 12', 'runs the ducts\nhas a friend on every deck'),
    trade('a foundry overseer: strength 16, charisma 12', 'lifts what takes two\nis followed without asking'),
    trade(
      'an echo broker: charisma 14, intelligence 14',
      'gets the dead to gossip\nknows what every memory is worth',
    ),
  ],
  relics: [
    {
      name: 'the Founders’ Log',
      is: 'stops in the middle of a sentence',
      why: 'The rest of the sentence has been quoted by three parties, each in its own way.',
    },
    {
      name: 'the Cold Key',
      is: 'opens the core to whoever is not recorded',
      why: 'There were two, and one was spent.',
    },
    {
      name: 'the Seventh Beacon',
      is: 'answers a call that nobody has sent',
      why: 'What it answers is drawing nearer.',
    },
    {
      name: 'the Seed Drawer',
      is: 'holds one of everything that used to grow',
      why: 'Whoever plants it first decides what home looks like.',
    },
    {
      name: 'the Mirror Core',
      is: 'runs the same day over and over and has begun to vary',
      why: 'In it the accident did not happen.',
    },
    {
      name: 'the Blank Charter',
      is: 'is signed and sealed, and says nothing yet',
      why: 'It would bind everybody.',
    },
    {
      name: 'the Lander’s Ear',
      is: 'is a receiver that works only when it is unplugged',
      why: 'It was heard from once.',
    },
  ],
  troubles: [
    {
      sign: 'the air {in:hub} is thinner by a tenth, and every gauge says that it is not',
      root: '{A} had the gauges of {far} set to please somebody',
      stakes: 'the children will stop waking first',
      truth: '{villain} has the true readings, by hand, for six years',
      task: 'prove what the air {in:hub} is worth',
    },
    {
      sign: 'a ship has docked {in:mid} with the right codes and nobody aboard',
      root: '{B} sent it out through {far} in the year that was struck from the log',
      stakes: 'whatever flew it home will be admitted {in:hub} by the rules',
      truth: '{villain} was on its first crew and came back another way',
      task: 'learn who flew the empty ship',
    },
    {
      sign: 'people {in:hub} are getting letters in their own hand',
      root: '{A} copied the minds of everybody who passed {far}',
      stakes: 'there will be two of everyone {in:hub}, and one set of papers',
      truth: '{villain} is the copy, and the original wants the name back',
      task: 'find where the letters are written',
    },
    {
      sign: 'the message that has been repeated {in:far} for ninety years has changed by one word',
      root: '{B} answered it once and told nobody',
      stakes: 'the answer will arrive before anybody {in:hub} has agreed what to say',
      truth: '{villain} changed the word',
      task: 'read the message as it was first sent',
    },
    {
      sign: 'every lock round {hub} now opens for somebody who died there',
      root: '{relic} was plugged in again {in:far}',
      stakes: 'no door {in:hub} will hold anything out or in',
      truth: '{villain} signed the death certificate, and was paid for it',
      task: 'shut the doors of {hub} for good',
    },
  ],
  politics: SCIENCE_FICTION_POLITICS,
  arts: SCIENCE_FICTION_ARTS,
  customs: SCIENCE_FICTION_CUSTOMS,
  ages: [
    ['the Crossing', 'the Charter Years', 'the Present Cycle'],
    ['Landfall', 'the Lean Decades', 'the Present Cycle'],
    ['the First Watch', 'the Silence', 'the Second Watch'],
  ],
  years: [2191, 2388],
  tone: ['cool, with a pulse under it', 'spare and uneasy', 'wry in the face of the void'],
  themes: ['who counts as a person', 'the price of air', 'obedience', 'what is owed to the dead', 'distance'],
};
