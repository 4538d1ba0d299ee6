import { z } from 'zod';
import type { ModelSource } from '../llm/port.js';
import { fnv1a } from '../simulation/random.js';
import type { UsageTotals } from '../simulation/types.js';
import { NO_USAGE_TOTALS, usageOf } from '../simulation/usage.js';
import { NOTHING_HIDDEN, type PlayState } from './hidden.js';
import { AVERAGE_STATS } from './opening/character.js';
import type { ResponderOptions } from './respond.js';
import type { RuleWorld } from './rule-world.js';
import { validationRequest, validationSchema } from './validate-request.js';
import { checkAction } from './validation.js';

/**
 * Whether a character could attempt an action, without a session: the rules of play judge first, and only what they can't
 * judge is asked. Whatever can't be found out is allowed, and marked as unverified.
 */

const line = (most: number) => z.string().trim().min(1).max(most);
const notes = (most: number) => z.array(line(500)).max(most).default([]);

export const validateRequestSchema = z
  .strictObject({
    action: z
      .string()
      .trim()
      .min(1)
      .max(1_000)
      .meta({ description: 'What the player wants to do, in their words' }),
    context: z
      .strictObject({
        character: z
          .strictObject({
            name: line(100).default('Adventurer'),
            class_name: line(100).default('Adventurer'),
            background: line(2_000).optional(),
            health: z.int().min(0).max(100_000).default(100),
            mana: z.int().min(0).max(100_000).default(50),
            abilities: notes(30),
            skills: notes(50),
            conditions: notes(20),
          })
          .prefault({}),
        inventory: z
          .array(z.strictObject({ name: line(120), description: line(1_000).optional() }))
          .max(50)
          .default([]),
        world_systems: z
          .array(line(1_000))
          .max(20)
          .default([])
          .meta({ description: 'Powers and customs of the world: what they speak of can be done' }),
      })
      .prefault({}),
    cache: z.enum(['use', 'refresh', 'off']).default('use').meta({
      description:
        'Whether a judgement of the same action in the same context, also in other words, may be given again',
    }),
  })
  .meta({ id: 'ValidateActionRequest' });
export type ValidateRequest = z.output<typeof validateRequestSchema>;

export interface Validated {
  readonly isValid: boolean;
  /** In a sentence to the player. */
  readonly reason: string;
  readonly suggestion: string | null;
  /** The rule that refused it, as `ActionRefusal.error`; null when none did. */
  readonly rule: string | null;
  /** Whether nobody could say, so that it was allowed. */
  readonly unverified: boolean;
  readonly source: 'rules' | ModelSource;
  /** Of a semantic hit: the cosine of this action and the one that was judged before. */
  readonly similarity: number | null;
  readonly usage: UsageTotals;
}

export type Validate = (
  clientId: string,
  request: ValidateRequest,
  signal: AbortSignal,
) => Promise<Validated>;

/** The function throws DailyBudgetError, and the signal's reason once it is aborted. */
export function createValidator({
  model,
  checkBudget,
  noteUsage,
}: Pick<ResponderOptions, 'model' | 'checkBudget' | 'noteUsage'>): Validate {
  return async (clientId, request, signal) => {
    const { action, context, cache } = request;
    const verdict = checkAction(
      { world: worldOf(context), action: { text: action, actionSeq: 1, taskId: '', clientId, at: EPOCH } },
      stateOf(context),
    );
    if (verdict.outcome === 'allowed')
      return { ...BY_RULES, isValid: true, reason: 'Nothing stands against it.' };
    if (verdict.outcome === 'refused') {
      const { error: rule, reason, suggestions } = verdict;
      return { ...BY_RULES, isValid: false, rule, reason, suggestion: suggestions[0] ?? null };
    }
    if (model.name === 'offline') {
      const reason = `Nothing in the context lets the character ${verdict.capability}.`;
      return { ...BY_RULES, isValid: false, rule: 'NOT_ABLE', reason };
    }
    await checkBudget(clientId);
    const key = `validate-action-${fnv1a(action).toString(16)}`;
    const reply = await model.generate(
      validationRequest({
        key,
        scope: { clientId, taskId: key },
        action,
        situation: context,
        reuse: { cache, within: 'client' },
      }),
      signal,
    );
    const usage = usageOf(reply);
    await noteUsage(clientId, usage);
    signal.throwIfAborted();
    const read = reply.ok ? validationSchema.safeParse(reply.value).data : undefined;
    if (!reply.ok || read === undefined) {
      return { ...BY_RULES, isValid: true, unverified: true, reason: 'Nobody could say otherwise.', usage };
    }
    return {
      isValid: read.is_valid,
      reason: read.reason,
      suggestion: read.suggestion === '' ? null : read.suggestion,
      rule: read.is_valid ? null : 'NOT_ABLE',
      unverified: false,
      source: reply.source,
      similarity: reply.similarity ?? null,
      usage,
    };
  };
}

const BY_RULES = {
  suggestion: null,
  rule: null,
  unverified: false,
  source: 'rules',
  similarity: null,
  usage: NO_USAGE_TOTALS,
} as const;

const EPOCH = new Date(0).toISOString();

function worldOf({ world_systems }: ValidateRequest['context']): RuleWorld {
  return { places: [], people: [], factions: [], items: [], systems: world_systems };
}

/** A session of somebody who is nowhere, as far as the rules look at one. */
function stateOf({ character, inventory }: ValidateRequest['context']): PlayState {
  const { name, class_name, health, mana, abilities, skills, conditions } = character;
  return {
    schemaVersion: 1,
    hidden: NOTHING_HIDDEN,
    session: {
      session_id: '00000000-0000-4000-8000-000000000000',
      version: 0,
      character: {
        name,
        level: 1,
        health,
        max_health: Math.max(1, health),
        mana,
        max_mana: mana,
        experience: 0,
        stats: AVERAGE_STATS,
        class_name,
        equipped_items: {},
        max_carry_weight: 100,
        metadata: { abilities, personality: [], skills, traits: [], conditions },
      },
      inventory: inventory.map(({ name: called, description }, index) => ({
        id: `i${index + 1}`,
        name: called,
        type: 'misc',
        rarity: 'common',
        quantity: 1,
        equipped: false,
        weight: 0,
        ...(description === undefined ? {} : { description }),
      })),
      quests: [],
      world_state: NOWHERE,
      consequences: [],
      reputation: {},
      seed: 0,
      metadata: {},
    },
  };
}

const NOWHERE: PlayState['session']['world_state'] = {
  current_location: 'here',
  environment_description: 'nowhere in particular',
  weather: 'clear',
  time_of_day: 'day',
  special_conditions: [],
  npc_states: {},
  location_history: ['here'],
  world_events: [],
  npcs_present: [],
  available_actions: [],
};
