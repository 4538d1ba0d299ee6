import { namesOf } from '../simulation/snapshot-names.js';
import type { ActionAnswer } from './answer.js';
import type { Context } from './context.js';
import type { Hidden, PlayState } from './hidden.js';
import { type CheckedLines, checkLines } from './npc-lines.js';
import { type Intent, intentOf } from './offline/intent.js';
import { formKeys, toldKeys } from './offline/teller.js';
import type { PlayerAction } from './outcome.js';
import { holds } from './reality/knowledge.js';
import { factsStated } from './reality/lines.js';
import { type Minds, mindsOf, storedMinds } from './reality/minds.js';
import { type Happened, heardAfter, perceived } from './reality/perceive.js';
import { type Stand, standOf } from './reality/stand.js';
import { type PlayWorld, personNamed, placeNamed } from './world.js';

/**
 * The minds around an action: nobody in its answer says what it can't know, and what was said and done reaches those who
 * were there. Which answer it is, the model's or the offline game master's, makes no difference.
 */
export interface Minded {
  /** With leaking lines replaced. */
  readonly answer: ActionAnswer;
  /** What everybody knows and believes once the answer has been applied. */
  after(applied: PlayState): Hidden['reality'];
}

/** Sentences of the story that are not told again. */
const TOLD_KEPT = 600;
/** Sentences that don't come back with other names. */
const FORMS_KEPT = 60;

export function mindful(
  world: PlayWorld,
  state: PlayState,
  { scene, lore }: Context,
  answer: ActionAnswer,
  action: PlayerAction,
): Minded {
  const minds = mindsOf(state.hidden);
  const before = { session: state.session, minutes: state.hidden.minutes };
  const intent = intentOf(scene);
  const words = spokenWords(world, state, action.text, intent);
  const heard = heardAfter(minds.heard, world, { ...words, lines: [] });
  const stand = standOf(world, before.session, before.minutes, { ...minds, heard });
  const checked = checkLines(world, stand, answer, {
    seq: action.actionSeq,
    text: action.text,
    present: presentIn(state, answer),
  });
  const happened = {
    actionSeq: action.actionSeq,
    ...words,
    lines: checked.lines,
    deed: deedOf(world, state, intent),
    found: foundIn(world, stand, checked),
    before,
  };
  return {
    answer: checked.answer,
    after: (applied) => {
      const after = { session: applied.session, minutes: applied.hidden.minutes };
      const next: Minds = perceived(world, minds, { ...happened, after });
      const told = [...minds.told, ...toldKeys(checked.answer.narrative)].slice(-TOLD_KEPT);
      const forms = [...minds.forms, ...formKeys(checked.answer.narrative, scene)].slice(-FORMS_KEPT);
      const lines = {
        said: minds.lines.said + checked.lines.length,
        leaked: minds.lines.leaked + checked.leaks,
      };
      return storedMinds({ ...next, told, forms, lines, lore });
    },
  };
}

const SPEAKS =
  /\b(?:talk|ask|speak|tell|greet|negotiate|persuade|question|say|thank|warn|promise|convince|threaten|whisper|shout|call|answer|reply|explain|confront|inform)(?:s|d|ed|ing)?\b|["“”?]/iu;

/** The player's words, if they are spoken, and to whom: those who are named, else the one who is meant, else all here. */
function spokenWords(
  world: PlayWorld,
  { session }: PlayState,
  text: string,
  intent: Intent,
): Pick<Happened, 'said' | 'addressed'> {
  if (!SPEAKS.test(text)) return { said: undefined, addressed: [] };
  const present = session.world_state.npcs_present.flatMap((name) => personNamed(world, name) ?? []);
  const called = namesOf(world.snapshot).namedIn(text);
  const named = present.filter(({ id }) => called.includes(id));
  const meant = intent.kind === 'talk' ? personNamed(world, intent.person.name) : undefined;
  const addressed = named.length > 0 ? named : meant === undefined ? present : [meant];
  return addressed.length === 0
    ? { said: undefined, addressed: [] }
    : { said: text, addressed: addressed.map(({ id }) => id) };
}

/** Who is where the action takes place: where it begins, and where it leads. */
function presentIn({ session }: PlayState, { world_change }: ActionAnswer): readonly string[] {
  const { npcs_present, npc_states } = session.world_state;
  const goals = world_change.changes.flatMap(({ field, value }) => (field === 'location' ? [value] : []));
  const there = Object.entries(npc_states).flatMap(([name, { location }]) =>
    goals.includes(location) ? [name] : [],
  );
  return [...new Set([...npcs_present, ...there])];
}

/** A deed towards somebody that those who see it remember. */
function deedOf(world: PlayWorld, { session }: PlayState, intent: Intent): Happened['deed'] {
  const verb = { attack: 'attacked', help: 'helped', give: 'gave something to' } as const;
  if (intent.kind !== 'attack' && intent.kind !== 'help' && intent.kind !== 'give') return undefined;
  const at = intent.person === undefined ? undefined : personNamed(world, intent.person.name);
  if (at === undefined) return undefined;
  const place = placeNamed(world, session.world_state.current_location)?.inText;
  return {
    text: `${session.character.name} ${verb[intent.kind]} ${at.name}${place === undefined ? '' : `, and it was at ${place}`}`,
    at: at.id,
    isHarm: intent.kind === 'attack',
  };
}

/** Findings of this place that the narrative, people's lines aside, brings to light. */
function foundIn(world: PlayWorld, stand: Stand, { answer }: CheckedLines): readonly string[] {
  const { playerId, snapshot } = world;
  const told = answer.narrative.replace(/“[^”]*”|"[^"]*"/gu, ' ');
  const here = stand.personas[playerId]?.locationId;
  return factsStated(world, stand, told).filter((fact) => {
    const finding = snapshot.script.discoveries[fact];
    const at = finding?.locationId ?? stand.world.entities[finding?.thing ?? '']?.locationId;
    return at !== undefined && at === here && !holds(stand, playerId, fact);
  });
}
