import { z } from 'zod';
import type { ModelFailureReason } from '../llm/port.js';
import { cutAt, cutAtWord, plainText } from '../narrative/plain-text.js';
import { factsSaid } from '../reality/spoken-facts.js';
import { ruleNamed } from './action-names.js';
import { type ActionRule, RULE_BY_ACTION } from './action-rules.js';
import { claimsOf } from './claims.js';
import { type Deliberation, thinkingOf } from './deliberation.js';
import { servedGoal } from './goals.js';
import { remembered } from './keys.js';
import { factText } from './known-facts.js';
import type { ActionOption } from './model-data.js';
import { byCodeUnit, sortedKeys } from './numbers.js';
import { unwantedEars } from './other-minds.js';
import { actThreshold, fallbackScore, priorityOf } from './scores.js';
import type { BeliefUpdate, Dialogue, Level, ProposedAction } from './types.js';

const THOUGHT_MAX = 200;
const LINE_MAX = 400;
const TARGET_MAX = 80;

const beliefSchema = z.object({
  subject: z.string().max(200),
  property: z.string().max(200),
  value: z.union([z.string().max(500), z.number(), z.boolean(), z.null()]),
  confidence: z.number().min(0).max(1),
  because: z.string().max(500).catch(''),
});

/** A model's answer to a `decide` request; fields that aren't asked for are dropped. */
interface Answer {
  readonly thought: string;
  readonly action: string;
  readonly target: string | null;
  readonly dialogue: string | null;
  /** Read on their own: without them an answer is still a decision. */
  readonly intensity: unknown;
  readonly beliefUpdates: unknown;
}

/** What an answer says, or nothing where it has the wrong shape. Read by hand: everybody's is in every turn. */
function answerIn(value: unknown): Answer | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const said = value as Readonly<Record<string, unknown>>;
  const { thought, action, target = null, dialogue = null, intensity, belief_updates: beliefUpdates } = said;
  if (typeof thought !== 'string' || typeof action !== 'string' || action === '') return undefined;
  if (!isTextOrNull(target) || !isTextOrNull(dialogue)) return undefined;
  return { thought, action, target, dialogue, intensity, beliefUpdates };
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

const LEVELS: readonly Level[] = ['low', 'normal', 'high', 'extreme'];

/** The intensity that a model's word means; `normal` when it is none. */
function levelOf(word: unknown): Level {
  const said = typeof word === 'string' ? word.toLowerCase() : '';
  return LEVELS.find((level) => level === said) ?? 'normal';
}

const UPDATES_MOST = 20;

/** A list that is longer than any sensible answer's is left out whole. */
function updatesOf(updates: unknown, of: Deliberation): readonly BeliefUpdate[] {
  if (!Array.isArray(updates) || updates.length === 0 || updates.length > UPDATES_MOST) return [];
  return updates.flatMap((update) => knownBelief(update, of));
}

/** `t0007-a-pilot` */
function actionId(of: Deliberation): string {
  return `t${String(of.turn).padStart(4, '0')}-a-${of.self.id}`;
}

/**
 * The action that a model's answer stands for, or `undefined` when the answer is no decision: wrong shape, or an action
 * that isn't among the options.
 */
export function proposedBy(
  answer: unknown,
  of: Deliberation,
  options: readonly ActionOption[],
): ProposedAction | undefined {
  const said = answerIn(answer);
  if (said === undefined) return undefined;
  const rule = ruleNamed(said.action, of.profession?.verbs);
  const option = options.find(({ action }) => action === rule?.action);
  if (rule === undefined || option === undefined) return undefined;
  const target = targetOf(said.target, option, of);
  const line = lineOf(said.dialogue);
  return proposal(rule, option, of, target, {
    intensity: levelOf(said.intensity),
    dialogue: line === undefined ? undefined : dialogueOf(line, rule, target, of),
    thought: cutAtWord(oneLine(said.thought), THOUGHT_MAX),
    beliefUpdates: updatesOf(said.beliefUpdates, of),
    degraded: undefined,
  });
}

/**
 * What the algorithm decides instead of a model: the best action if it is worth the trouble, else what the profession
 * falls back on, or looking on.
 */
export function algorithmicAction(
  of: Deliberation,
  options: readonly ActionOption[],
  degraded: ModelFailureReason | undefined,
): ProposedAction {
  const chosen = of.self.state.conscious ? fallbackChoice(of, options) : WAIT;
  const rule = RULE_BY_ACTION.get(chosen.action) ?? ruleNamed('wait');
  if (rule === undefined) throw new Error(`the action table lacks "${chosen.action}"`);
  const goal = servedGoal(of.self, rule.serves, chosen.target);
  return proposal(rule, chosen, of, chosen.target, {
    intensity: 'normal',
    dialogue: undefined,
    thought: goal === undefined ? `${rule.action} seems best` : cutAtWord(`to ${goal.text}`, THOUGHT_MAX),
    beliefUpdates: [],
    degraded,
  });
}

const WAIT: ActionOption = { action: 'wait', type: 'wait', targets: [], score: 0 };
/** Actions that the algorithm weighs by character and danger alone; the moment only says at whom they are aimed. */
const BY_CHARACTER = new Set(['observe', 'attack', 'retreat', 'communicate', 'investigate', 'guard']);
/** Turns for which nobody goes back to what they looked into in vain. */
const SPENT_TURNS = 4;

function fallbackChoice(of: Deliberation, options: readonly ActionOption[]): ActionOption {
  const at = { threat: of.threat, profession: of.profession, recent: of.mind.recent };
  const weighed = options
    .filter(({ action, target }) => action !== 'investigate' || target === undefined || !isSpent(of, target))
    .map((option) =>
      BY_CHARACTER.has(option.action)
        ? { ...option, score: fallbackScore(option.action, of.self, at) }
        : option,
    )
    .sort((a, b) => b.score - a.score || byCodeUnit(a.action, b.action));
  const [best] = weighed;
  if (best !== undefined && best.score >= actThreshold(of.self, of.profession)) return best;
  const habit = of.profession?.defaultAction;
  return (
    weighed.find(({ action }) => action === habit) ??
    weighed.find(({ action }) => action === 'observe') ??
    WAIT
  );
}

function isSpent(of: Deliberation, target: string): boolean {
  const last = Object.hasOwn(of.mind.spent, target) ? of.mind.spent[target] : undefined;
  return last !== undefined && of.turn - last <= SPENT_TURNS;
}

/** How an action is meant. */
type Manner = Pick<ProposedAction, 'intensity' | 'dialogue' | 'thought' | 'beliefUpdates' | 'degraded'>;

/** All proposals have the same members, so that whoever reads them meets one kind of object. */
function proposal(
  rule: ActionRule,
  option: ActionOption,
  of: Deliberation,
  target: string | undefined,
  { intensity, dialogue, thought, beliefUpdates, degraded }: Manner,
): ProposedAction {
  const { action: verb, type } = rule;
  const { resources, goals } = claimsOf({ verb, target }, of.self, of.snapshot.script.objectives);
  const quest = verb === 'move' && target !== undefined ? of.quests.get(target) : undefined;
  return {
    actionId: actionId(of),
    actorId: of.self.id,
    type,
    verb,
    target,
    duration: 1,
    range: 10,
    resources,
    goals,
    priority: priorityOf(verb, option.score),
    expects:
      quest !== undefined && quest.at === target
        ? { subject: quest.subject, source: quest.source }
        : undefined,
    intensity,
    dialogue,
    thought,
    beliefUpdates,
    degraded,
  };
}

const NO_TARGET = new Set(['', 'none', 'null', 'n/a', 'na', 'nobody', 'nothing']);

/**
 * The id that a model's target means: an id of the option, or the name of one, with or without its article. What isn't
 * among the option's targets is kept as it was said, so that the laws can refuse it; no target at all takes the
 * option's own.
 */
function targetOf(said: string | null, option: ActionOption, of: Deliberation): string | undefined {
  if (option.targets.length === 0) return undefined;
  const word = (said ?? '').trim().toLowerCase();
  if (NO_TARGET.has(word)) return option.target;
  const bare = withoutArticle(word);
  const match = option.targets.find((id) => id === word || isCalled(id, bare, of));
  return match ?? cutAt(word, TARGET_MAX);
}

/** Whether somebody or something has that name, its article aside. */
function isCalled(id: string, bare: string, { state }: Deliberation): boolean {
  const persona = state.personas[id];
  if (persona !== undefined) {
    return bareName(persona.name) === bare || persona.aliases.some((alias) => bareName(alias) === bare);
  }
  const name = state.world.entities[id]?.name ?? state.world.locations[id]?.name;
  return name !== undefined && bareName(name) === bare;
}

const bareName = remembered(2048, (name) => withoutArticle(name.toLowerCase()));

function withoutArticle(name: string): string {
  return name.replace(/^(?:the|an?) /, '');
}

/** What plain text on one line may not be left with as it is: `<` may begin a tag, and spaces come singly. */
const ODD = /[^ -;=-~‘’“”–—…]| {2}/;

/** Plain text on one line; most answers are that already. */
function oneLine(text: string): string {
  return (ODD.test(text) ? plainText(text).replace(/\s+/g, ' ') : text).trim();
}

const QUOTED = /^["“”'‘’]|["“”]$/;
const QUOTES = /^["“”'‘’]+|["“”]+$/g;

/** A spoken line as it is stored: one line of plain text without the quotation marks around it. */
function lineOf(said: string | null): string | undefined {
  const words = oneLine(said ?? '');
  const line = QUOTED.test(words) ? words.replace(QUOTES, '').trim() : words;
  return NO_TARGET.has(line.toLowerCase()) ? undefined : cutAtWord(line, LINE_MAX);
}

function dialogueOf(text: string, rule: ActionRule, target: string | undefined, of: Deliberation): Dialogue {
  const toPerson = target !== undefined && Object.hasOwn(of.state.personas, target);
  const hidden = of.self.state.statusEffects.includes('hidden');
  return {
    text,
    to: toPerson ? [target] : of.seen.people.filter(({ state }) => state.conscious).map(({ id }) => id),
    volume:
      rule.action === 'call_for_help'
        ? 'loud'
        : hidden || (toPerson && isOverheard(text, target, of))
          ? 'whisper'
          : 'normal',
  };
}

/** Whether the line says what somebody else who is there had better not hear. */
function isOverheard(text: string, target: string, of: Deliberation): boolean {
  const { snapshot, state, self, seen, known, facts } = of;
  const others = seen.people.filter(({ id }) => id !== target && (of.others[id]?.kept.length ?? 0) > 0);
  if (others.length === 0) return false;
  const said = factsSaid(text, sortedKeys(known), (id) => factText(snapshot, state, id));
  return unwantedEars(thinkingOf(state, self, seen, facts), others, said).length > 0;
}

const PROPERTY_MAX = 40;

/**
 * A conclusion is kept only about somebody or something that the persona has before it or knows a fact about, and only if
 * it names nobody and nothing else. That somebody is somewhere must name such a place, person or thing.
 */
function knownBelief(update: unknown, of: Deliberation): BeliefUpdate[] {
  const parsed = beliefSchema.safeParse(update);
  if (!parsed.success || !isKnown(parsed.data.subject, of)) return [];
  const { value, confidence } = parsed.data;
  const property = cutAt(parsed.data.property.trim().toLowerCase().replace(/\s+/g, '_'), PROPERTY_MAX);
  const { personas, world } = of.state;
  const isPlace = typeof value === 'string' && Object.hasOwn(world.locations, value);
  const isName =
    typeof value === 'string' && (Object.hasOwn(personas, value) || Object.hasOwn(world.entities, value));
  const sayable = isName ? isKnown(value, of) : property !== 'location' || isPlace;
  return property !== '' && sayable
    ? [{ ...parsed.data, property, confidence: Math.min(0.6, confidence) }]
    : [];
}

function isKnown(id: string, of: Deliberation): boolean {
  return (
    id === of.self.id ||
    id === of.self.locationId ||
    Object.hasOwn(of.known, id) ||
    of.seen.people.some((other) => other.id === id) ||
    of.seen.things.some((thing) => thing.id === id)
  );
}
