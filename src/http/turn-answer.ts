import { z } from 'zod';
import type { TurnReading } from '../store/simulation-reads.js';
import { edgeSchema } from './causal-graph-answer.js';
import { toWire } from './wire.js';

/**
 * A committed turn as its client sees it: its record in wire names, with its prose. Turns that earlier versions stored
 * lack some of the fields; what every turn has is required.
 */

const text = (description: string) => z.string().meta({ description });
const texts = (description: string) => z.array(z.string()).meta({ description });
const number = (description: string) => z.number().meta({ description });
const yes = (description: string) => z.boolean().meta({ description });
/** Fields that a record may lack, be it for its age or because they don't apply. */
const also = <Shape extends z.ZodRawShape>(shape: Shape) => z.looseObject(shape).partial().shape;

const dialogueSchema = z.looseObject({
  text: text('What is said'),
  to: texts('Ids of those spoken to'),
  volume: z.enum(['whisper', 'normal', 'loud']).meta({ description: 'How far it carries' }),
});

const briefSchema = z.looseObject(
  also({
    persona_id: text('Whose brief it is'),
    location_id: text('Where the character is'),
    present: texts('Ids of others whom it perceives'),
    things: texts('Ids of the things that it perceives'),
    figures: number('How many it perceives besides without telling who they are'),
    unsure: z.record(z.string(), z.string()).meta({
      description: 'How surely it makes out those that it does not see clearly, by id: `HIGH` or `MEDIUM`',
    }),
    facts: texts('Ids of the facts that it goes by'),
    minds: z
      .record(
        z.string(),
        z.looseObject({
          news: texts('Ids of facts that the other is believed not to know'),
          kept: texts('Ids of facts that are kept from the other'),
          wrong: z.array(z.looseObject({})).meta({
            description:
              'Where the other is believed to be wrong: `subject`, `believes`, `at`, `reliability`',
          }),
        }),
      )
      .meta({ description: 'What it made of the minds of those present, by id' }),
    lore: texts('Uids of the entries of lore that came to its mind; the lore trace tells why'),
    exits: texts('Ids of the places that it can go to'),
    actions: texts('What it can do'),
    threat: text('`LOW`, `MODERATE`, `HIGH` or `CRITICAL`'),
    threats: z.record(z.string(), z.number()).meta({
      description: 'Whom and what it had reason to fear, and how much: from 1 medium, 2 high, 3 critical',
    }),
    situation: text('What kind of moment it is, in a word'),
    confidence: z
      .record(z.string(), z.number())
      .meta({ description: 'How reliable what it holds is on average, 0 to 1, by kind' }),
    recommended: texts('Of what it can do what it was recommended'),
    hunches: z
      .array(
        z.looseObject({
          category: text('Kind of information'),
          place: text('Id of the place'),
          strength: number('0..1'),
        }),
      )
      .meta({ description: 'What it had come to expect where, 0 to 1, the strongest first' }),
    stage: text('What its own story was about: `conflict`, `social`, `learning` or `exploration`'),
    prompt_tokens: number('Length of the prompt; absent if the model decided without one'),
  }),
);

const actionSchema = z.looseObject({
  action_id: text('Unique in the simulation'),
  actor_id: text('Who acts'),
  type: text('Kind of action: `move`, `search`, `communicate`, …'),
  ...also({
    verb: text('The finer word for it'),
    target: text('Id of whom or what it is aimed at'),
    intensity: text('`low`, `normal`, `high` or `extreme`'),
    duration: number('In turns'),
    range: number('Metres'),
    resources: texts('Ids of what it needs for itself'),
    goals: texts('Ids of the goals that it serves'),
    dialogue: dialogueSchema.meta({ description: 'What is said with it' }),
    thought: text('The reasons'),
    priority: text('`low`, `normal`, `high` or `critical`'),
    belief_updates: z.array(z.looseObject({})).meta({ description: 'What the character concludes' }),
    degraded: text('Why the model did not decide; absent when it did'),
  }),
});

const violationSchema = z.looseObject({
  law_code: text(
    '`E001` causality, `E002` resources, `E003` physics, `E004` narrative, `E005` social; `E000` none',
  ),
  law_name: text('In a word'),
  severity: text('`warning`, `error` or `critical`'),
  description: text('What is wrong'),
  affected_entities: texts('Ids of the actor and the target'),
  suggested_repair: text('What would mend it').optional(),
});

const reportSchema = z.looseObject(
  also({
    action_id: text('Of the decision'),
    actor_id: text('Whose decision it is'),
    time: number('Story time, seconds since midnight of day 1'),
    overall_result: text('`valid`, `requires_repair`, `invalid` or `catastrophic_failure`'),
    violations: z.array(violationSchema).meta({ description: 'What the decision broke' }),
    checks_performed: texts('Codes of the laws that it was held against'),
    repair_attempts: texts('What was mended, in order'),
    refused: yes('Whether nothing of it could stand'),
    final_action: actionSchema.meta({ description: 'What was carried out' }),
  }),
);

const conflictSchema = z.looseObject(
  also({
    actors: texts('Ids, in the order in which they would act'),
    type: text('`resource`, `goal`, `opposition` or `territory`'),
    score: number('Above .5 and up to 1; talked over above .7'),
    about: text('The resource, goal or target'),
  }),
);

const negotiationSchema = z.looseObject(
  also({
    id: text('Unique in the simulation'),
    status: text('`in_progress`, `resolved`, `failed`, `deadlock` or `timeout`'),
    type: text('That of the conflict'),
    about: text('The resource, goal or target'),
    issue: text('What is at issue, as a clause'),
    participants: texts('Ids of those who talk'),
    proposal: z
      .looseObject({
        proposer: text('Whose it is'),
        first: text('Who would go first'),
        requirements: texts('What the others are asked for'),
        benefits: texts('What they get for it'),
      })
      .meta({ description: 'The last one' }),
    round: number('1 to 3'),
    answers: z.record(z.string(), z.string()).meta({ description: '`accept`, `counter` or `reject`, by id' }),
    opened_at: number('Story time, seconds'),
    expires_at: number('Story time, seconds'),
    mediated: yes("Whether the director's compromise was asked for"),
  }),
);

const eventSchema = z.looseObject({
  event_id: text('Unique in the simulation: `t0007-e003`'),
  type: text('Kind of event'),
  agent_id: z.string().nullable().meta({ description: 'Who did it; null of what nobody did' }),
  outcome: text('`success`, `failure`, `blocked` or `none`'),
  location_id: z.string().nullable().meta({ description: 'Where; null of what happened everywhere' }),
  ...also({
    turn: number('In which it happened'),
    seq: number('Place within the turn, from 1'),
    time: number('Story time, seconds since midnight of day 1'),
    participants: texts('Ids of the others who have part in it'),
    dialogue: dialogueSchema.meta({ description: 'What was said' }),
    effects: z.array(z.looseObject({ kind: z.string() })).meta({ description: 'What it changed' }),
    weight: number('How much it matters, 0..1'),
    confidence: number('How sure it is that it happened so, 0..1'),
    requires: texts('What must have come about before'),
    provides: texts('What later events can require'),
    data: z.looseObject({}).meta({ description: 'What the telling needs besides' }),
  }),
});

const observationSchema = z.looseObject(
  also({
    event_id: text('What was perceived'),
    observer_id: text('By whom'),
    channel: text('`sight` or `hearing`'),
    certainty: text('`ABSOLUTE`, `HIGH`, `MEDIUM` or `LOW`'),
    reliability: number('0..1'),
    content: z
      .looseObject({
        what: text('The type of the event, or `something` or `speech` where no more was noticed'),
        who: text('Id of who did it, or `an unknown figure`').optional(),
        said: text('What was said, if it was understood').optional(),
        about: texts('What was perceived, as `subject|property`'),
      })
      .meta({ description: 'What came through' }),
  }),
);

const leakSchema = z.looseObject(
  also({
    turn: number('Of the decision'),
    persona_id: text('Who gave it away'),
    entity_id: text('What was named, or the subject of the fact'),
    where: text('`target` or `dialogue`'),
    kind: text('`entity` or `fact`'),
    value: text('The true value, of a fact'),
  }),
);

const coherenceSchema = z.looseObject({
  score: number('0..1: how sure the events are, how many have causes and belong to a thread'),
  corrected: z
    .array(
      z.looseObject({
        event_id: text('Of the event'),
        issues: z.array(z.looseObject({ kind: z.string() })).meta({ description: 'What was wrong' }),
        corrections: z.array(z.looseObject({ kind: z.string() })).meta({ description: 'What was done' }),
      }),
    )
    .meta({ description: 'Events that could not be as they were' }),
});

export const turnSchema = z
  .looseObject({
    turn: z.int().meta({ description: 'Its number; those of a fork go on from its parent' }),
    briefs: z.array(briefSchema).meta({ description: 'What each character had before it' }),
    decisions: z.array(actionSchema).meta({ description: 'What each decided' }),
    reports: z.array(reportSchema).meta({ description: 'What the laws said to each decision' }),
    conflicts: z.array(conflictSchema).meta({ description: "Decisions in each other's way" }),
    negotiations: z.array(negotiationSchema).meta({ description: 'Talks, as they stood at the end' }),
    events: z.array(eventSchema).meta({ description: 'What happened, in order' }),
    observations: z.array(observationSchema).meta({ description: 'Who perceived what, and how' }),
    edges: z.array(edgeSchema).meta({ description: 'What led to the events, the strongest few of each' }),
    loose: texts('Ids of events that belong to no thread of the story'),
    coherence: coherenceSchema.nullable().meta({ description: 'Null of turns stored before it was judged' }),
    leaks: z
      .array(leakSchema)
      .meta({ description: 'What decisions gave away that nobody could know; none of it was carried out' }),
    pace: z
      .looseObject(
        also({
          quiet: number('Odds of a turn without complications, 0..1'),
          held: text('Id of a complication that was held back because people were about to fall out anyway'),
          expected: z
            .array(z.looseObject({ type: text('Kind of event'), probability: number('0..1') }))
            .meta({ description: 'What the last hour of the story led to, the likeliest first' }),
        }),
      )
      .nullable()
      .meta({ description: 'What decided about complications; null where nothing was asked' }),
    patterns: z
      .array(z.looseObject({ kind: z.string() }))
      .meta({ description: 'Shapes that a reader would notice: `conflict`, `resolution`, `convergence`, …' }),
    arcs: z
      .record(z.string(), z.string())
      .meta({ description: "What each character's own story was about by then, by id" }),
    warnings: z.array(z.looseObject({ kind: z.string() })).meta({
      description:
        '`empty_turn` when nobody was there; `state_trimmed` when old beliefs and memories were dropped',
    }),
    prose: z.string().nullable().meta({ description: 'Null until the chapter is written' }),
    degraded: z.string().nullable().meta({ description: 'Why the prose was filled in without the model' }),
    metrics: z
      .looseObject(
        also({
          usage: z.looseObject({}).meta({ description: 'Calls, tokens and cost of the turn' }),
          degraded_decisions: number('Decisions made without the model'),
        }),
      )
      .meta({ description: 'What the turn took' }),
    created_at: z.iso.datetime().meta({ description: 'When it was committed' }),
    ...also({
      simulation_id: text('Of the simulation'),
      schema_version: number('Of the record'),
      state_hash: text('Of the state before it'),
      next_state_hash: text('Of the state after it, from that and what has changed'),
      started_at: number('Story time, seconds since midnight of day 1'),
      scene: z
        .looseObject({})
        .meta({ description: 'Where everybody was and what the places were like at the end' }),
      model_answers: z.array(z.looseObject({})).meta({ description: 'How each call of a model ended' }),
    }),
  })
  .meta({ id: 'Turn' });

export const turnListSchema = z
  .object({
    turns: z.array(turnSchema).meta({ description: 'In order' }),
    next_cursor: z.string().nullable().meta({ description: 'Null at the end' }),
  })
  .meta({ id: 'TurnList' });

type TurnAnswer = z.output<typeof turnSchema>;

export function turnAnswer(turn: TurnReading): TurnAnswer {
  // The trace of its lore names every entry of every book, and has an address of its own.
  const {
    story,
    lore: _trace,
    ...record
  } = Object(toWire(turn.record)) as Partial<TurnAnswer> & {
    readonly lore?: unknown;
    readonly story?: Partial<Pick<TurnAnswer, 'edges' | 'loose' | 'coherence' | 'patterns' | 'arcs'>>;
  };
  const { events = [], briefs = [], decisions = [], metrics = {} } = record;
  return {
    reports: [],
    conflicts: [],
    negotiations: [],
    observations: [],
    leaks: [],
    warnings: [],
    pace: null,
    ...record,
    briefs,
    decisions,
    metrics,
    turn: turn.turn,
    edges: story?.edges ?? [],
    loose: story?.loose ?? [],
    patterns: story?.patterns ?? [],
    arcs: story?.arcs ?? {},
    coherence: story?.coherence ?? null,
    // An event without an actor or a place says so instead of leaving the field out.
    events: events.map((event) => ({
      ...event,
      agent_id: event.agent_id ?? null,
      location_id: event.location_id ?? null,
    })),
    prose: turn.prose,
    degraded: turn.degraded,
    created_at: turn.createdAt.toISOString(),
  };
}
