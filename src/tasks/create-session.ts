import { randomInt } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { NotFoundError, ValidationError } from '../errors.js';
import type { SessionOpening } from '../game/open-session.js';
import type { OpenedSession } from '../game/outcome.js';
import type { Database } from '../store/database.js';
import { findLorebook } from '../store/lorebooks.js';
import { findTemplate } from '../store/scenario-templates.js';
import { createSession } from '../store/session-statements.js';
import type { Viewer } from '../store/task-reads.js';
import { SEED_LIMIT } from './accept.js';
import type { SessionRequest } from './action-request.js';

/** Resolves the world and writes the opening, without a model. */
export type OpenGame = (opening: SessionOpening) => OpenedSession;

export interface SessionDependencies {
  readonly db: Database;
  readonly open: OpenGame;
}

export interface CreatedSession {
  readonly id: string;
  readonly opened: OpenedSession;
}

/**
 * Makes a session in the world of a template or a lorebook, or in one that is made up for it. What it is played from is
 * resolved now: later changes to the lorebook don't reach it.
 * @throws NotFoundError for an unknown template or lorebook; ValidationError for a lorebook that isn't the template's
 */
export async function openGameSession(
  { db, open }: SessionDependencies,
  viewer: Viewer,
  request: SessionRequest,
): Promise<CreatedSession> {
  const template = await chosenTemplate(db, viewer, request);
  const lorebook = await chosenLorebook(db, viewer, template?.lorebookId ?? request.lorebook_id);
  const id = uuidv7();
  const opened = open({
    sessionId: id,
    seed: request.seed ?? randomInt(SEED_LIMIT),
    ...(lorebook !== undefined && { lorebook: { id: lorebook.id, content: lorebook.content } }),
    ...(template !== undefined && { template: { id: template.id, content: template.content } }),
    ...(request.character_name !== undefined && { characterName: request.character_name }),
    at: new Date().toISOString(),
  });
  await createSession(db, {
    id,
    clientId: viewer.clientId,
    scenarioId: template?.id ?? null,
    lorebookId: lorebook?.id ?? null,
    opened,
  });
  return { id, opened };
}

async function chosenTemplate(db: Database, viewer: Viewer, request: SessionRequest) {
  const { scenario_template_id: id, lorebook_id: lorebookId } = request;
  if (id === undefined) return undefined;
  const template = await findTemplate(db, viewer, id);
  if (template === undefined) {
    throw new NotFoundError('SCENARIO_TEMPLATE', `There is no scenario template ${id}`, {
      issues: [{ path: 'scenario_template_id', message: 'is not known' }],
      suggestions: ['GET /api/scenarios/templates lists those that you can name'],
    });
  }
  if (lorebookId !== undefined && template.lorebookId !== lorebookId) {
    const message = `is not the lorebook of the template, which is ${template.lorebookId}`;
    throw new ValidationError(`lorebook_id ${message}`, {
      issues: [{ path: 'lorebook_id', message }],
      suggestions: ['Name the template alone: its lorebook comes with it'],
    });
  }
  return template;
}

async function chosenLorebook(db: Database, viewer: Viewer, id: string | undefined) {
  if (id === undefined) return undefined;
  const lorebook = await findLorebook(db, viewer, id);
  if (lorebook === undefined) {
    throw new NotFoundError('LOREBOOK', `There is no lorebook ${id}`, {
      issues: [{ path: 'lorebook_id', message: 'is not known' }],
      suggestions: ['GET /api/lorebooks lists those that you can name'],
    });
  }
  return lorebook;
}
