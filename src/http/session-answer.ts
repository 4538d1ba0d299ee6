import { z } from 'zod';
import { NotFoundError } from '../errors.js';
import type { GameSession, StoryEntry } from '../game/session.js';
import {
  characterSchema,
  consequenceSchema,
  gameSessionSchema,
  inventoryItemSchema,
  storyEntrySchema,
  worldStateSchema,
} from '../game/session.js';
import { wireSession } from '../game/wire.js';
import type { ListedSession, SessionView } from '../store/session-reads.js';

/** A game session as its player sees it. */

export const sessionParams = z.object({ id: z.guid().toLowerCase() });

const time = z.iso.datetime();

/** A trigger may hold others, which a description of the API can't say in full. */
const consequenceOnWire = consequenceSchema
  .extend({
    trigger: z
      .looseObject({ kind: z.string() })
      .meta({ description: 'When it comes due; `all` and `any` hold others in `of`' }),
    type: z
      .enum(['immediate', 'delayed'])
      .meta({ description: 'Whether it was applied in the action that it came of' }),
    trigger_time: z.string().meta({ description: 'When it comes due, in words' }),
  })
  .meta({ id: 'Consequence' });

const sessionFields = gameSessionSchema.extend({ consequences: z.array(consequenceOnWire) });

/** As a result of an action holds it: without what the store keeps beside it. */
export const updatedSessionSchema = z.object(sessionFields.shape).meta({ id: 'UpdatedSession' });

export const sessionSchema = z
  .object({
    ...sessionFields.shape,
    story: z.array(storyEntrySchema).meta({ description: 'Oldest first; `story_limit` newest entries' }),
    action_seq: z.int().meta({ description: 'Number of the newest action that was accepted' }),
    event_seq: z.int().meta({ description: 'Number of the newest event: where a stream goes on from here' }),
    created_at: time,
    updated_at: time.meta({ description: 'Of the newest version' }),
  })
  .meta({ id: 'GameSession' });

export const sessionAnswerSchema = z
  .object({
    session: sessionSchema,
    summary: z.object({
      character_level: z.int(),
      story_length: z.int().meta({ description: 'Entries in all' }),
      current_location: z.string(),
      last_updated: time,
    }),
    story_before: z
      .string()
      .nullable()
      .meta({ description: 'The `story_before` of the entries before these; null at the beginning' }),
  })
  .meta({ id: 'GameSessionAnswer' });
export type SessionAnswer = z.output<typeof sessionAnswerSchema>;

export const createdSessionSchema = z
  .object({
    session_id: z.guid(),
    version: z.int(),
    character: characterSchema,
    world_state: worldStateSchema,
    story: z.array(storyEntrySchema),
  })
  .meta({ id: 'CreatedSession' });

export const listedSessionSchema = z
  .object({
    session_id: z.guid(),
    version: z.int(),
    character_name: z.string(),
    character_level: z.int(),
    current_location: z.string(),
    story_length: z.int(),
    scenario_id: z.guid().nullable(),
    lorebook_id: z.guid().nullable(),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'ListedSession' });

const wireFields = z.record(z.string(), z.unknown());

const appliedActionSchema = z
  .object({
    success: z.literal(true),
    session_id: z.guid(),
    version: z.int().meta({ description: 'Of the session after the action' }),
    action_result: z.object({
      player_action: z.string(),
      ai_response: z.string().meta({ description: 'What came of it, told' }),
      world_changes: wireFields,
      character_effects: wireFields,
      consequences: z.array(consequenceOnWire),
      quest_updates: z.array(wireFields),
      items: z.array(inventoryItemSchema),
      suggested_actions: z.array(z.string()),
    }),
    action_analysis: z.object({ type: z.string(), difficulty: z.string(), confidence: z.number() }),
    consistency_score: z.number().min(0).max(1),
    degraded: z.boolean().meta({ description: "Whether the answer isn't the model's own" }),
    unverified: z.boolean().meta({ description: 'Whether the model could not say if it is possible' }),
    updated_session: updatedSessionSchema,
  })
  .meta({ id: 'ActionResult' });

const refusedActionSchema = z
  .object({
    success: z.literal(false),
    session_id: z.guid(),
    version: z.int().meta({ description: 'Of the session, which has not changed' }),
    error: z.string().meta({ description: 'The rule that the action does not keep' }),
    reason: z.string(),
    suggested_actions: z.array(z.string()),
  })
  .meta({ id: 'ActionRefusal' });

/** The result of a completed action. */
export const actionResultSchema = z.union([appliedActionSchema, refusedActionSchema]);

export function sessionNotFound(): NotFoundError {
  return new NotFoundError('SESSION', 'There is no such session');
}

export function sessionPath(id: string): string {
  return `/api/game/sessions/${id}`;
}

export function sessionAnswer(view: SessionView): SessionAnswer {
  const { session } = view.state;
  const updatedAt = view.updatedAt.toISOString();
  return {
    session: {
      ...sessionOnWire(session),
      version: view.version,
      story: [...view.story],
      action_seq: view.actionSeq,
      event_seq: view.eventSeq,
      created_at: view.createdAt.toISOString(),
      updated_at: updatedAt,
    },
    summary: {
      character_level: session.character.level,
      story_length: view.storyLength,
      current_location: session.world_state.current_location,
      last_updated: updatedAt,
    },
    story_before: view.hasOlder ? (view.story[0]?.id ?? null) : null,
  };
}

export function createdAnswer(
  session: GameSession,
  story: readonly StoryEntry[],
): z.output<typeof createdSessionSchema> {
  const { session_id, version, character, world_state } = session;
  return { session_id, version, character, world_state, story: [...story] };
}

export function listedSessionAnswer(session: ListedSession): z.output<typeof listedSessionSchema> {
  return {
    session_id: session.id,
    version: session.version,
    character_name: session.characterName,
    character_level: session.characterLevel,
    current_location: session.currentLocation,
    story_length: session.storyLength,
    scenario_id: session.scenarioId,
    lorebook_id: session.lorebookId,
    created_at: session.createdAt.toISOString(),
    updated_at: session.updatedAt.toISOString(),
  };
}

/** A trigger, that the description of the API can't say in full, is one by its own type. */
function sessionOnWire(session: GameSession): z.output<typeof updatedSessionSchema> {
  return wireSession(session) as z.output<typeof updatedSessionSchema>;
}
