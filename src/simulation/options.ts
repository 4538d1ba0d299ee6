import { ACTION_RULES, type ActionRule } from './action-rules.js';
import type { Deliberation } from './deliberation.js';
import { staminaNeeded } from './laws/costs.js';
import type { ActionOption } from './model-data.js';
import { byCodeUnit } from './numbers.js';
import { rng, type Stream } from './random.js';
import { scoringOf } from './scores.js';

/** Two equal targets should not always be taken in the order of their ids. */
const TARGET_JITTER = 0.12;
const NO_TARGETS: readonly string[] = [];
/** Every action, and the stamina that it takes at its plainest. */
const PLAIN = ACTION_RULES.map((rule) => ({
  rule,
  needed: staminaNeeded({ intensity: 'normal', duration: 1, range: 10, type: rule.type, verb: rule.action }),
}));

/** What is open to a persona now, best first; ties by name. `observe` and `wait` always are. */
export function optionsFor(of: Deliberation): ActionOption[] {
  const stream = rng(of.snapshot.seed, of.turn, 'options', of.self.id);
  const score = scoringOf(of.self, { threat: of.threat, profession: of.profession, recent: of.mind.recent });
  const inMind = salience(of);
  const options: ActionOption[] = [];
  const { current: strength } = of.self.resources.stamina;
  for (const { rule, needed } of PLAIN) {
    if (needed > strength) continue;
    const { action, type } = rule;
    const aims = rule.targets(of);
    if (aims?.length === 0) continue;
    const targets = aims ?? NO_TARGETS;
    const best = bestTarget(rule, of, targets, inMind, stream);
    enter(
      options,
      best === undefined
        ? { action, type, targets, score: score(action, rule.moment(of, undefined)) }
        : { action, type, targets, score: score(action, best.moment), target: best.target },
    );
  }
  return options;
}

/** Puts an option where it belongs among others that are in order. */
function enter(options: ActionOption[], option: ActionOption): void {
  let at = options.length;
  for (let before = options[at - 1]; before !== undefined; before = options[at - 1]) {
    if (before.score > option.score) break;
    if (before.score === option.score && byCodeUnit(before.action, option.action) <= 0) break;
    options[at] = before;
    at -= 1;
  }
  options[at] = option;
}

/** What a quarrel that isn't settled moves people to do with each other. */
const STRAINED: Readonly<Record<string, number>> = { negotiate: 0.15, help: -0.1, give: -0.1 };

const WORN_EACH = 0.12;

/** At whom and what an action was aimed in the last six turns: with the same again it leads nowhere. */
function pastTargets({ mind }: Deliberation, { action }: ActionRule): readonly string[] {
  let targets: string[] | undefined;
  for (const past of mind.recent) {
    if (past.action !== action || past.target === undefined) continue;
    targets ??= [];
    targets.push(past.target);
  }
  return targets ?? NO_TARGETS;
}

function timesIn(list: readonly string[], entry: string): number {
  let times = 0;
  for (const each of list) if (each === entry) times += 1;
  return times;
}

const SALIENCE_EACH = 0.004;
const SALIENCE_MOST = 0.08;

/** What comes to mind is what one turns to: a little for each memory about a target, more if it matters; by target. */
function salience({ memories }: Deliberation): ReadonlyMap<string, number> {
  const about = new Map<string, number>();
  for (const { entities, importance } of memories) {
    for (let at = 0; at < entities.length; at += 1) {
      const entity = entities[at];
      if (entity === undefined || entities.indexOf(entity) !== at) continue;
      about.set(entity, (about.get(entity) ?? 0) + importance);
    }
  }
  for (const [target, sum] of about) about.set(target, Math.min(SALIENCE_MOST, SALIENCE_EACH * sum));
  return about;
}

function bestTarget(
  rule: ActionRule,
  of: Deliberation,
  targets: readonly string[],
  inMind: ReadonlyMap<string, number>,
  stream: Stream,
): { readonly target: string; readonly moment: number } | undefined {
  if (targets.length === 0) return undefined;
  const strain = of.tensions.size === 0 ? 0 : (STRAINED[rule.action] ?? 0);
  const past = pastTargets(of, rule);
  let best = '';
  let bestMoment = 0;
  let highest = Number.NEGATIVE_INFINITY;
  for (const target of targets) {
    const moment =
      rule.moment(of, target) +
      (inMind.get(target) ?? 0) +
      (strain !== 0 && of.tensions.has(target) ? strain : 0) -
      WORN_EACH * timesIn(past, target);
    const rank = moment + TARGET_JITTER * stream.next();
    if (rank <= highest) continue;
    best = target;
    bestMoment = moment;
    highest = rank;
  }
  return { target: best, moment: bestMoment };
}
