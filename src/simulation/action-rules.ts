import { type Deliberation, findingsOf, isWanted, looksUseful } from './deliberation.js';
import { canPlan } from './insight.js';
import { equipped } from './laws/equipment.js';
import { expected, needOfHelp, staleness } from './moments.js';
import { bondOf } from './state.js';
import { trait } from './traits.js';
import type { ActionType, GoalTrack, Persona } from './types.js';

/**
 * The actions of the game in one table: when each is open to somebody, at whom or what it may be aimed, what the moment
 * adds to its score, which goals it serves and what it costs. Everything else (options, prompts, laws, resolution)
 * reads this table.
 */
export interface ActionRule {
  readonly action: string;
  readonly type: ActionType;
  /** Stamina at normal intensity. */
  readonly stamina: number;
  readonly serves: readonly GoalTrack['kind'][];
  /** Ids that it may be aimed at now; `null` when it takes no target; empty when it isn't open now. */
  readonly targets: (of: Deliberation) => readonly string[] | null;
  /** What the moment adds to the base score, for one target. */
  readonly moment: (of: Deliberation, target: string | undefined) => number;
  /** Other words by which a model may call it. */
  readonly synonyms: readonly string[];
}

const NOT_OPEN: readonly string[] = [];

const awake = ({ awake: ids }: Deliberation) => ids;

/** Ids of the people or things before somebody that an action can be aimed at. */
function those<T extends { readonly id: string }>(
  seen: readonly T[],
  fits: (one: T) => boolean,
): readonly string[] {
  let ids: string[] | undefined;
  for (const one of seen) {
    if (!fits(one)) continue;
    ids ??= [];
    ids.push(one.id);
  }
  return ids ?? NOT_OPEN;
}

function personBy(of: Deliberation, id: string | undefined): Persona | undefined {
  return id === undefined ? undefined : of.state.personas[id];
}

export const ACTION_RULES: readonly ActionRule[] = [
  {
    action: 'observe',
    type: 'observe',
    stamina: 10,
    serves: [],
    targets: () => null,
    moment: (of) => (of.threat === 'LOW' ? 0 : 0.1) + 0.05 * expected(of, 'tactical'),
    synonyms: ['look', 'watch', 'listen', 'assess', 'scan'],
  },
  {
    action: 'investigate',
    type: 'investigate',
    stamina: 15,
    serves: ['learn'],
    targets: (of) => those(of.seen.things, ({ heldBy }) => heldBy === undefined || heldBy === of.self.id),
    moment: (of, target) => (target === undefined ? 0 : staleness(of, target)),
    synonyms: ['examine', 'inspect', 'study', 'analyze', 'analyse', 'read'],
  },
  {
    action: 'search',
    type: 'search',
    stamina: 12,
    serves: ['learn'],
    targets: () => null,
    moment: (of) => staleness(of, of.self.locationId) + 0.1 * expected(of, 'social'),
    synonyms: ['explore', 'scout', 'look_around'],
  },
  {
    action: 'move',
    type: 'move',
    stamina: 10,
    serves: ['learn'],
    targets: (of) => (of.self.state.mobile ? of.seen.exits : NOT_OPEN),
    moment: (of, target) => {
      if (target === undefined) return 0;
      const here = of.mind.spent[of.self.locationId] === undefined ? -0.15 : 0.15;
      const alone = of.seen.people.length === 0 ? 0.1 * trait(of.self, 'sociable') : 0;
      const known = of.mind.spent[target] === undefined ? 0.1 : -0.1;
      const quest = 0.55 * (of.quests.get(target)?.reliability ?? 0);
      const hunch = 0.1 * (expected(of, 'social', target) - expected(of, 'social'));
      return here + alone + known + hunch + Math.max(of.leads.has(target) ? 0.3 : 0, quest);
    },
    synonyms: ['go', 'walk', 'travel', 'run', 'leave', 'enter', 'patrol'],
  },
  {
    action: 'communicate',
    type: 'communicate',
    stamina: 5,
    serves: ['trust'],
    targets: awake,
    moment: (of, target) => {
      const mind = target === undefined ? undefined : of.others[target];
      const news = mind?.news.length ?? 0;
      const amends = (mind?.wrong.length ?? 0) > 0 ? 0.15 : 0;
      const affinity = target === undefined ? 0 : bondOf(of.self, target).affinity;
      return (news > 0 ? 0.25 : -0.1) + amends + 0.1 * affinity + (of.mind.heard.length > 0 ? 0.1 : 0);
    },
    synonyms: ['talk', 'speak', 'tell', 'say', 'ask', 'share', 'answer', 'warn', 'discuss'],
  },
  {
    action: 'confront',
    type: 'communicate',
    stamina: 5,
    serves: ['learn'],
    targets: awake,
    moment: (of, target) => {
      if (target === undefined) return 0;
      const bond = bondOf(of.self, target);
      return 0.15 * (0.5 - bond.trust) - 0.3 * bond.affinity + (of.self.state.stress > 0.4 ? 0.1 : 0);
    },
    synonyms: ['accuse', 'question', 'interrogate', 'challenge', 'press', 'argue', 'quarrel'],
  },
  {
    action: 'negotiate',
    type: 'communicate',
    stamina: 5,
    serves: ['trust'],
    targets: awake,
    moment: (of, target) =>
      target === undefined ? 0 : 0.5 * Math.max(0, -bondOf(of.self, target).affinity) - 0.05,
    synonyms: ['persuade', 'reconcile', 'apologize', 'apologise', 'bargain', 'make_peace'],
  },
  {
    action: 'plan',
    type: 'communicate',
    stamina: 5,
    serves: ['learn', 'repair'],
    targets: (of) => {
      const { count, newest } = findingsOf(of);
      return count >= 2 && !isPrepared(of.self) && canPlan(of.state, of.self, newest) ? awake(of) : NOT_OPEN;
    },
    moment: (of, target) => (target === undefined ? 0 : 0.15 * bondOf(of.self, target).trust),
    synonyms: ['coordinate', 'prepare', 'propose'],
  },
  {
    action: 'help',
    type: 'interact',
    stamina: 8,
    serves: ['protect', 'trust'],
    targets: (of) => those(of.seen.people, (other) => needOfHelp(other) >= 0.15),
    moment: (of, target) => {
      const other = personBy(of, target);
      return other === undefined
        ? 0
        : 0.5 * needOfHelp(other) + 0.2 * bondOf(of.self, other.id).affinity - 0.1;
    },
    synonyms: ['heal', 'tend', 'treat', 'comfort', 'assist', 'rescue', 'calm'],
  },
  {
    action: 'guard',
    type: 'fortify',
    stamina: 10,
    serves: ['protect'],
    targets: (of) =>
      of.threat !== 'LOW' ||
      of.self.goals.some(({ status, tracks }) => status === 'open' && tracks?.kind === 'protect')
        ? those(of.seen.people, () => true)
        : NOT_OPEN,
    moment: (of, target) => {
      const affinity = target === undefined ? 0 : bondOf(of.self, target).affinity;
      return (of.threat === 'LOW' ? -0.25 : 0) + 0.2 * affinity;
    },
    synonyms: ['protect', 'defend', 'watch_over', 'defensive_action'],
  },
  {
    action: 'defend',
    type: 'defend',
    stamina: 15,
    serves: [],
    targets: (of) => (of.threat !== 'LOW' && equipped(of.self, 'armor') !== undefined ? null : NOT_OPEN),
    moment: (of) => (isDangerous(of) ? 0.1 : -0.1),
    synonyms: ['brace', 'shield', 'block', 'hold'],
  },
  {
    action: 'betray',
    type: 'interact',
    stamina: 8,
    serves: ['secret', 'learn'],
    // It takes somebody false by nature, and somebody who has given no cause for loyalty.
    targets: (of) =>
      trait(of.self, 'loyal') < 0.4
        ? awake(of).filter((id) => bondOf(of.self, id).affinity <= 0.2 && bondOf(of.self, id).affinity > -0.4)
        : NOT_OPEN,
    moment: (of, target) => (target === undefined ? 0 : -0.3 * bondOf(of.self, target).affinity - 0.1),
    synonyms: ['double_cross', 'deceive', 'cheat', 'trick', 'sell_out'],
  },
  {
    action: 'give',
    type: 'interact',
    stamina: 8,
    serves: ['trust'],
    targets: (of) => (of.seen.things.some(({ heldBy }) => heldBy === of.self.id) ? awake(of) : NOT_OPEN),
    moment: (of, target) => (target === undefined ? 0 : 0.3 * bondOf(of.self, target).affinity - 0.05),
    synonyms: ['hand_over', 'offer', 'lend', 'return'],
  },
  {
    action: 'take',
    type: 'interact',
    stamina: 8,
    serves: ['repair', 'learn'],
    targets: (of) =>
      of.resources
        ? those(of.seen.things, ({ thing, heldBy }) => thing.kind === 'item' && heldBy === undefined)
        : NOT_OPEN,
    moment: (of, target) => {
      let carried = 0;
      for (const { heldBy } of of.seen.things) if (heldBy === of.self.id) carried += 1;
      const wanted = target !== undefined && isWanted(of, target);
      return (wanted ? 0.35 : 0) - 0.1 * Math.max(0, carried - 1);
    },
    synonyms: ['pick_up', 'grab', 'collect', 'gather', 'steal', 'pocket'],
  },
  {
    action: 'open',
    type: 'interact',
    stamina: 8,
    serves: ['learn'],
    targets: (of) => those(of.seen.things, ({ thing }) => thing.kind === 'container' && thing.open !== true),
    moment: (of, target) => (target === undefined ? 0 : staleness(of, target)),
    synonyms: ['unlock', 'force', 'pry', 'unseal'],
  },
  {
    action: 'repair',
    type: 'interact',
    stamina: 8,
    serves: ['repair'],
    targets: (of) =>
      of.resources ? those(of.seen.things, ({ thing }) => thing.properties.working === false) : NOT_OPEN,
    moment: (of, target) =>
      target === undefined ? 0 : staleness(of, target) + 0.05 * expected(of, 'resource'),
    synonyms: ['craft', 'fix', 'mend', 'restore', 'restart', 'patch'],
  },
  {
    action: 'use',
    type: 'use_item',
    stamina: 5,
    serves: ['learn', 'repair'],
    targets: (of) =>
      those(
        of.seen.things,
        ({ id, thing, heldBy }) =>
          (thing.kind === 'item'
            ? heldBy === of.self.id
            : thing.kind === 'mechanism' && thing.properties.working === true) && looksUseful(of, id),
      ),
    moment: (of, target) => (target === undefined ? 0 : 0.15 + staleness(of, target)),
    synonyms: ['operate', 'activate', 'use_item', 'switch_on', 'work'],
  },
  {
    action: 'rest',
    type: 'wait',
    stamina: 0,
    serves: [],
    targets: () => null,
    moment: (of) => {
      const { stamina } = of.self.resources;
      const { stress, fatigue } = of.self.state;
      const spent = Math.max(0, 0.6 - stamina.current / stamina.maximum);
      return 1.2 * spent + 0.25 * stress + 0.8 * Math.max(0, fatigue - 0.3);
    },
    synonyms: ['sleep', 'recover', 'sit'],
  },
  {
    action: 'hide',
    type: 'hide',
    stamina: 10,
    serves: ['secret'],
    targets: (of) =>
      of.threat !== 'LOW' && !of.self.state.statusEffects.includes('hidden') ? null : NOT_OPEN,
    moment: () => 0,
    synonyms: ['conceal', 'take_cover'],
  },
  {
    action: 'retreat',
    type: 'retreat',
    stamina: 10,
    serves: [],
    targets: (of) => (of.self.state.mobile && isDangerous(of) ? of.seen.exits : NOT_OPEN),
    moment: () => 0.1,
    synonyms: ['flee', 'withdraw', 'escape', 'run_away'],
  },
  {
    action: 'call_for_help',
    type: 'communicate',
    stamina: 5,
    serves: ['protect'],
    targets: (of) => (isDangerous(of) ? null : NOT_OPEN),
    moment: (of) => (of.seen.people.length === 0 ? 0.2 : -0.1),
    synonyms: ['shout', 'cry_out', 'signal'],
  },
  {
    action: 'attack',
    type: 'attack',
    stamina: 20,
    serves: [],
    targets: (of) =>
      equipped(of.self, 'weapon') === undefined
        ? NOT_OPEN
        : awake(of).filter((id) => bondOf(of.self, id).affinity <= -0.4),
    moment: (of, target) => (target === undefined ? 0 : -0.4 - 0.6 * bondOf(of.self, target).affinity),
    synonyms: ['strike', 'fight', 'hit', 'shove'],
  },
  {
    action: 'wait',
    type: 'wait',
    stamina: 2,
    serves: ['secret'],
    targets: () => null,
    moment: () => 0,
    synonyms: ['pause', 'do_nothing', 'stay', 'pass', 'none'],
  },
];

export const RULE_BY_ACTION: ReadonlyMap<string, ActionRule> = new Map(
  ACTION_RULES.map((rule) => [rule.action, rule]),
);

const AIMLESS = new Set(['observe', 'search', 'rest', 'hide', 'call_for_help', 'wait']);

/** Whether an action is nothing without somebody or something to aim it at. */
export function takesTarget(rule: Pick<ActionRule, 'action'>): boolean {
  return !AIMLESS.has(rule.action);
}

function isDangerous(of: Deliberation): boolean {
  return of.threat === 'HIGH' || of.threat === 'CRITICAL';
}

function isPrepared(persona: Persona): boolean {
  return persona.state.statusEffects.includes('prepared');
}
