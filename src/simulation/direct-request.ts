import { z } from 'zod';
import type { JsonSchema, ModelRequest } from '../llm/port.js';
import type { DirectAnswer, DirectData } from './direct-data.js';
import { fenced, fencedLines, inLine, inLines } from './fence.js';
import { samplingSeed } from './random.js';
import { TEMPLATES } from './templates.js';

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
    template: TEMPLATES.direct,
    stablePrefix: prefix(data),
    volatileTail: tail(inLines(data)),
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

function prefix({ stage }: DirectData): string {
  return [
    TEMPLATES.direct.rules,
    '',
    `World: ${inLine(stage.title)} (${inLine(stage.genre)})`,
    fenced('PREMISE', stage.premise),
    '',
    TEMPLATES.direct.answer,
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
    ...section(
      'The last events',
      'EVENTS',
      recent.map(
        ({ id, what, crucial }) => `- ${id}: ${what}${crucial === true ? ' (much has come of it)' : ''}`,
      ),
    ),
    ...(expected.length === 0
      ? []
      : ['', `What may come next: ${expected.map(({ type, chance }) => `${type} ${chance}`).join(', ')}`]),
    ...section(
      'Mediations',
      'CASES',
      mediations.flatMap(({ id, about, place, parties }) => [
        `- ${id}, in ${place}: one proposes that ${about}`,
        ...parties.map((party) => {
          const regard = Object.entries(party.regard).map(([other, value]) => `${other} ${value}`);
          return `  - ${party.id} wants to ${party.wants} (${party.answer}); regard: ${regard.join(', ') || 'none'}`;
        }),
      ]),
    ),
    ...section(
      'Contests',
      'CASES',
      contests.map(
        ({ actionId, actor, does, against, chance }) =>
          `- ${actionId}: ${actor} means to ${does}${against.length === 0 ? '' : `, against ${against.join(', ')}`}; odds ${chance}`,
      ),
    ),
  ].join('\n');
}

/** A heading and lines about people and things, which have their names from users; nothing without lines. */
function section(heading: string, label: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', heading, ...fencedLines(label, lines)];
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
