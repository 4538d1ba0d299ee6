import { z } from 'zod';
import type { JsonSchema, ModelRequest } from '../llm/port.js';
import type { DirectAnswer, DirectData } from './direct-data.js';
import { FENCE_RULE, fenced } from './fence.js';
import { samplingSeed } from './random.js';

/** The one call of a turn by which a director settles what its people and its rules leave open. */

const TEMPERATURE = 0.6;
const TOKENS_PER_CASE = 150;

/** `t0007-direct` */
export function directKey(turn: number): string {
  return `t${String(turn).padStart(4, '0')}-direct`;
}

export function directRequest(seed: number, data: DirectData, scope: ModelRequest['scope']): ModelRequest {
  return {
    purpose: 'direct',
    key: directKey(data.turn),
    scope,
    stablePrefix: prefix(data),
    volatileTail: tail(data),
    data,
    schema: SCHEMA,
    temperature: TEMPERATURE,
    maxOutputTokens: 1024 + TOKENS_PER_CASE * (data.mediations.length + data.contests.length),
    seed: samplingSeed(seed, data.turn, 'direct', ''),
  };
}

const answerSchema = z.object({
  compromises: z
    .array(
      z.object({
        id: z.string(),
        first: z.string(),
        requirements: z.array(z.enum(['give_way', 'stand_by', 'keep_off'])).max(3),
        benefits: z.array(z.enum(['share', 'favour'])).max(2),
      }),
    )
    .max(50)
    .default([]),
  outcomes: z
    .array(z.object({ action_id: z.string(), outcome: z.enum(['success', 'failure']) }))
    .max(50)
    .default([]),
  relationships: z
    .array(
      z.object({
        cause: z.string(),
        effect: z.string(),
        type: z.enum(['inhibitor', 'amplifier']),
        strength: z.number().min(0).max(1),
      }),
    )
    .max(20)
    .catch([]),
});

/**
 * A director's answer, or `undefined` when it is none: wrong shape, or a case left out. What it says about cases and
 * people that it wasn't asked about is dropped.
 */
export function directedBy(answer: unknown, data: DirectData): DirectAnswer | undefined {
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) return undefined;
  const compromises = data.mediations.flatMap(({ id, parties }) => {
    const said = parsed.data.compromises.find((each) => each.id === id);
    return said !== undefined && parties.some((party) => party.id === said.first) ? [said] : [];
  });
  const outcomes = data.contests.flatMap(
    ({ actionId }) => parsed.data.outcomes.find(({ action_id }) => action_id === actionId) ?? [],
  );
  const complete = compromises.length === data.mediations.length && outcomes.length === data.contests.length;
  const recent = new Set(data.recent.map(({ id }) => id));
  const relationships = parsed.data.relationships.filter(
    ({ cause, effect }) => recent.has(cause) && recent.has(effect),
  );
  return complete ? { compromises, outcomes, relationships } : undefined;
}

const RULES = `You direct a story that characters play out turn by turn. You are asked only when they can't agree who goes first, or when the rules can't say what comes of a deed.

Rules
- For every mediation propose one compromise: who goes "first"; "requirements" for the others: any of "give_way" (go after), "stand_by" (do nothing this turn) and "keep_off" (leave it alone afterwards); "benefits" for them: any of "share" (a part in what comes of it) and "favour" (a favour owed). They accept it only if it is worth it to them.
- For every contest decide the outcome, success or failure, by what the deeds and the people make likely; the odds given are those of the rules.
- Where one of the last events plainly holds another back or drives it on, say so in "relationships" (an earlier "cause", a later "effect", "type" inhibitor or amplifier, "strength" 0 to 1); otherwise leave them empty.
- Bring in nobody and nothing new.
- ${FENCE_RULE}`;

function prefix({ stage }: DirectData): string {
  return [
    RULES,
    '',
    `World: ${stage.title} (${stage.genre})`,
    stage.premise,
    '',
    'Answer with one JSON object: {"compromises": [{"id", "first": id of a party, "requirements": [], "benefits": []}], "outcomes": [{"action_id", "outcome"}], "relationships": []}, one entry per case.',
  ].join('\n');
}

function tail({ turn, turns, people, mediations, contests, recent, expected }: DirectData): string {
  return [
    `Turn ${turn} of ${turns}.`,
    '',
    'People',
    fenced(
      'CAST',
      people
        .map(({ id, name, pronouns, description, profession, traits }) => {
          const character = Object.entries(traits).map(([trait, value]) => `${trait} ${value}`);
          return `${id}: ${name} (${pronouns.subject}/${pronouns.object})${profession === undefined ? '' : `, ${profession}`}: ${description}${character.length === 0 ? '' : `; ${character.join(', ')}`}`;
        })
        .join('\n'),
    ),
    ...(recent.length === 0 ? [] : ['', 'The last events']),
    ...recent.map(
      ({ id, what, crucial }) => `- ${id}: ${what}${crucial === true ? ' (much has come of it)' : ''}`,
    ),
    ...(expected.length === 0
      ? []
      : ['', `What may come next: ${expected.map(({ type, chance }) => `${type} ${chance}`).join(', ')}`]),
    ...(mediations.length === 0 ? [] : ['', 'Mediations']),
    ...mediations.flatMap(({ id, about, place, parties }) => [
      `- ${id}, in ${place}: one proposes that ${about}`,
      ...parties.map((party) => {
        const regard = Object.entries(party.regard).map(([other, value]) => `${other} ${value}`);
        return `  - ${party.id} wants to ${party.wants} (${party.answer}); regard: ${regard.join(', ') || 'none'}`;
      }),
    ]),
    ...(contests.length === 0 ? [] : ['', 'Contests']),
    ...contests.map(
      ({ actionId, actor, does, against, chance }) =>
        `- ${actionId}: ${actor} means to ${does}${against.length === 0 ? '' : `, against ${against.join(', ')}`}; odds ${chance}`,
    ),
  ].join('\n');
}

const SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    compromises: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          id: { type: 'string' },
          first: { type: 'string' },
          requirements: {
            type: 'array',
            items: { type: 'string', enum: ['give_way', 'stand_by', 'keep_off'] },
          },
          benefits: { type: 'array', items: { type: 'string', enum: ['share', 'favour'] } },
        },
        required: ['id', 'first', 'requirements', 'benefits'],
      },
    },
    outcomes: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          action_id: { type: 'string' },
          outcome: { type: 'string', enum: ['success', 'failure'] },
        },
        required: ['action_id', 'outcome'],
      },
    },
  },
  required: ['compromises', 'outcomes'],
};
