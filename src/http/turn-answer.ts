import { z } from 'zod';
import type { TurnReading } from '../store/simulation-reads.js';
import { usageOnWire } from '../store/usage.js';
import { edgeSchema } from './causal-graph-answer.js';
import { actionSchema, dialogueSchema, reportSchema } from './decision-answer.js';
import { also, number, oneOf, text, texts, yes } from './described.js';
import { toWire } from './wire.js';

/**
 * A committed turn as its client sees it: its record in wire names, with its prose. Turns that earlier versions stored
 * lack some of the fields; what every turn has is required.
 */

const briefSchema = z
  .object(
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
          z.object({
            news: texts('Ids of facts that the other is believed not to know'),
            kept: texts('Ids of facts that are kept from the other'),
            wrong: z
              .array(
                z.object({
                  subject: text('Id of whom or what it is about'),
                  believes: text('Where the other is believed to think that it is'),
                  at: text('Where it is taken to be'),
                  reliability: number('How sure that is, 0..1'),
                }),
              )
              .meta({ description: 'Where the other is believed to be wrong' }),
          }),
        )
        .meta({ description: 'What it made of the minds of those present, by id' }),
      lore: texts('Uids of the entries of lore that came to its mind; the lore trace tells why'),
      exits: texts('Ids of the places that it can go to'),
      actions: texts('What it can do'),
      threat: oneOf(['LOW', 'MODERATE', 'HIGH', 'CRITICAL'], 'How much it had to fear'),
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
          z.object({
            category: text('Kind of information'),
            place: text('Id of the place'),
            strength: number('0..1'),
          }),
        )
        .meta({ description: 'What it had come to expect where, 0 to 1, the strongest first' }),
      stage: text('What its own story was about: `conflict`, `social`, `learning` or `exploration`'),
      prompt_tokens: number('Length of the prompt; absent if the model decided without one'),
    }),
  )
  .meta({ id: 'TurnBrief' });

const conflictSchema = z
  .object(
    also({
      actors: texts('Ids, in the order in which they would act'),
      type: oneOf(['resource', 'goal', 'opposition', 'territory'], 'What kind of conflict it is'),
      score: number('Above .5 and up to 1; talked over above .7'),
      about: text('The resource, goal or target'),
    }),
  )
  .meta({ id: 'Conflict' });

const negotiationSchema = z
  .object(
    also({
      id: text('Unique in the simulation'),
      status: oneOf(['in_progress', 'resolved', 'failed', 'deadlock', 'timeout'], 'How they stand'),
      type: text('That of the conflict'),
      about: text('The resource, goal or target'),
      issue: text('What is at issue, as a clause'),
      participants: texts('Ids of those who talk'),
      proposal: z
        .object({
          proposer: text('Whose it is'),
          first: text('Who would go first'),
          requirements: texts('What the others are asked for'),
          benefits: texts('What they get for it'),
        })
        .meta({ description: 'The last one' }),
      round: number('1 to 3'),
      answers: z
        .record(z.string(), z.string())
        .meta({ description: '`accept`, `counter` or `reject`, by id' }),
      opened_at: number('Story time, seconds'),
      expires_at: number('Story time, seconds'),
      mediated: yes("Whether the director's compromise was asked for"),
    }),
  )
  .meta({ id: 'Negotiation' });

const eventSchema = z
  .object({
    event_id: text('Unique in the simulation: `t0007-e003`'),
    type: text('Kind of event'),
    agent_id: z.string().nullable().meta({ description: 'Who did it; null of what nobody did' }),
    outcome: oneOf(['success', 'failure', 'blocked', 'none'], 'How it went'),
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
  })
  .meta({ id: 'StoryEvent' });

const observationSchema = z
  .object(
    also({
      event_id: text('What was perceived'),
      observer_id: text('By whom'),
      channel: oneOf(['sight', 'hearing'], 'Through which sense'),
      certainty: text('`ABSOLUTE`, `HIGH`, `MEDIUM` or `LOW`'),
      reliability: number('0..1'),
      content: z
        .object({
          what: text('The type of the event, or `something` or `speech` where no more was noticed'),
          who: text('Id of who did it, or `an unknown figure`').optional(),
          said: text('What was said, if it was understood').optional(),
          about: texts('What was perceived, as `subject|property`'),
        })
        .meta({ description: 'What came through' }),
    }),
  )
  .meta({ id: 'Observation' });

const leakSchema = z.object(
  also({
    turn: number('Of the decision'),
    persona_id: text('Who gave it away'),
    entity_id: text('What was named, or the subject of the fact'),
    where: text('`target` or `dialogue`'),
    kind: text('`entity` or `fact`'),
    value: text('The true value, of a fact'),
  }),
);

const coherenceSchema = z.object({
  score: number('0..1: how sure the events are, how many have causes and belong to a thread'),
  corrected: z
    .array(
      z.object({
        event_id: text('Of the event'),
        issues: z.array(z.looseObject({ kind: z.string() })).meta({ description: 'What was wrong' }),
        corrections: z.array(z.looseObject({ kind: z.string() })).meta({ description: 'What was done' }),
      }),
    )
    .meta({ description: 'Events that could not be as they were' }),
});

export const turnSchema = z
  .object({
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
      .object(
        also({
          quiet: number('Odds of a turn without complications, 0..1'),
          held: text('Id of a complication that was held back because people were about to fall out anyway'),
          expected: z
            .array(z.object({ type: text('Kind of event'), probability: number('0..1') }))
            .meta({ description: 'What the last hour of the story led to, the likeliest first' }),
        }),
      )
      .nullable()
      .meta({ description: 'What decided about complications; null where nothing was asked' }),
    patterns: z
      .array(
        z.object({
          kind: text('Which one'),
          ...also({
            event_id: text('Where it is seen'),
            threads: texts('Of two threads that run side by side'),
          }),
        }),
      )
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
      .object(
        also({
          usage: usageOnWire.meta({ description: 'Calls, tokens and cost of the turn' }),
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
