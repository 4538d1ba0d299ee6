import { z } from 'zod';
import { ConflictError, NotAcceptableError, NotFoundError } from '../../errors.js';
import { deleteSimulation } from '../../store/retention-statements.js';
import { findSimulation, findStory, listSimulations, listTurns } from '../../store/simulation-reads.js';
import { findTask, NEWEST } from '../../store/task-reads.js';
import { resolveRequest } from '../../tasks/simulation-source.js';
import { TERMINAL } from '../../tasks/state.js';
import type { ApiDependencies } from '../dependencies.js';
import { type Endpoint, endpoint } from '../endpoint.js';
import { protectPage } from '../middleware/security-headers.js';
import { paged, pageQuery, readCursor } from '../paging.js';
import {
  listedSimulationAnswer,
  simulationAnswer,
  simulationListSchema,
  simulationSchema,
  storyMarkdown,
} from '../simulation-answer.js';
import { storyAsHtml, storyAsPlainText } from '../story-text.js';
import { taskParams, taskPath } from '../task-answer.js';
import { turnAnswer, turnListSchema, turnSchema } from '../turn-answer.js';
import { beliefsRoute } from './beliefs.js';
import { causalGraphRoute } from './causal-graph.js';
import { forkRoute } from './forks.js';
import { loreTraceRoute } from './lore-trace.js';

/** Turns of forks of forks may come so far. */
const LAST_TURN = 9_999;
const STORY_TYPES = ['text/markdown', 'text/html', 'text/plain'];

export function simulationRoutes(deps: ApiDependencies): readonly Endpoint[] {
  return [
    listRoute(deps),
    recordRoute(deps),
    deleteRoute(deps),
    turnsRoute(deps),
    turnRoute(deps),
    storyRoute(deps),
    causalGraphRoute(deps),
    beliefsRoute(deps),
    loreTraceRoute(deps),
    forkRoute(deps),
  ];
}

function listRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    name: 'listSimulations',
    method: 'GET',
    path: '/api/simulations',
    aliases: ['/simulations'],
    access: 'client',
    tag: 'simulations',
    summary: "Your simulations, newest first; an admin sees everybody's",
    query: pageQuery,
    answers: {
      200: {
        description: 'A page of simulations, without their worlds',
        content: { 'application/json': simulationListSchema },
        headers: { Link: '`rel="next"`, when there is more' },
      },
    },
    async handle({ query: { limit, cursor }, caller, response }) {
      const before = readCursor(cursor, z.guid(), NEWEST);
      const rows = await listSimulations(db, caller, { before, limit: limit + 1 });
      const { page, nextCursor, link } = paged(rows, limit, '/api/simulations', ({ id }) => id);
      if (link !== undefined) response.set('Link', link);
      response.json({
        simulations: page.map(listedSimulationAnswer),
        next_cursor: nextCursor,
      } satisfies z.output<typeof simulationListSchema>);
    },
  });
}

function deleteRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    name: 'deleteSimulation',
    method: 'DELETE',
    path: '/api/simulations/{id}',
    aliases: ['/simulations/{id}'],
    access: 'client',
    tag: 'simulations',
    summary: 'Delete a simulation that has ended, with its task, turns, story and events',
    missing: 'SIMULATION',
    params: taskParams,
    answers: {
      204: { description: 'It is gone' },
      409: { description: '`SIMULATION_NOT_ENDED`: it waits or runs' },
    },
    async handle({ params: { id }, caller, response }) {
      if (!(await deleteSimulation(db, caller, id))) {
        const task = await findTask(db, caller, id);
        if (task?.kind !== 'simulation') throw simulationNotFound();
        throw new ConflictError('SIMULATION_NOT_ENDED', `The simulation has not ended: it is ${task.status}`);
      }
      response.status(204).end();
    },
  });
}

function recordRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    name: 'getSimulation',
    method: 'GET',
    path: '/api/simulations/{id}',
    aliases: ['/simulations/{id}'],
    access: 'client',
    tag: 'simulations',
    summary: 'The record of a simulation, with the world as it stands after the newest turn',
    missing: 'SIMULATION',
    params: taskParams,
    answers: { 200: { description: 'The record', content: { 'application/json': simulationSchema } } },
    async handle({ params: { id }, caller, response }) {
      const simulation = await findSimulation(db, caller, id);
      if (simulation === undefined) throw simulationNotFound();
      response.json(simulationAnswer(await resolveRequest(db, simulation.request), simulation));
    },
  });
}

function turnsRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    name: 'listTurns',
    method: 'GET',
    path: '/api/simulations/{id}/turns',
    aliases: ['/simulations/{id}/turns'],
    access: 'client',
    tag: 'simulations',
    summary: 'The committed turns, in order',
    missing: 'SIMULATION',
    params: taskParams,
    query: pageQuery,
    answers: {
      200: {
        description: 'A page of turns',
        content: { 'application/json': turnListSchema },
        headers: { Link: '`rel="next"`, when there is more' },
      },
    },
    async handle({ params: { id }, query: { limit, cursor }, caller, response }) {
      const after = readCursor(cursor, z.int().min(0).max(LAST_TURN), 0);
      const turns = await listTurns(db, caller, id, after, limit + 1);
      if (turns === undefined) throw simulationNotFound();
      const { page, nextCursor, link } = paged(
        turns,
        limit,
        `/api/simulations/${id}/turns`,
        ({ turn }) => turn,
      );
      if (link !== undefined) response.set('Link', link);
      response.json({ turns: page.map(turnAnswer), next_cursor: nextCursor } satisfies z.output<
        typeof turnListSchema
      >);
    },
  });
}

function turnRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    name: 'getTurn',
    method: 'GET',
    path: '/api/simulations/{id}/turns/{turn}',
    aliases: ['/simulations/{id}/turns/{turn}'],
    access: 'client',
    tag: 'simulations',
    summary:
      'A committed turn: what each character had before it, decided and did, what came of it, and the prose',
    missing: 'TURN',
    params: z.object({ id: taskParams.shape.id, turn: z.coerce.number().int().min(1).max(LAST_TURN) }),
    answers: {
      200: { description: 'The turn', content: { 'application/json': turnSchema } },
      404: { description: '`SIMULATION_NOT_FOUND`, or `TURN_NOT_FOUND` as long as it is not committed' },
    },
    async handle({ params: { id, turn }, caller, response }) {
      const turns = await listTurns(db, caller, id, turn - 1, 1);
      if (turns === undefined) throw simulationNotFound();
      const [found] = turns;
      if (found?.turn !== turn) throw new NotFoundError('TURN', `Turn ${turn} is not committed`);
      response.json(turnAnswer(found));
    },
  });
}

function storyRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    name: 'getStory',
    method: 'GET',
    path: '/api/simulations/{id}/story',
    aliases: ['/simulations/{id}/story'],
    access: 'client',
    tag: 'simulations',
    summary: 'The story, as far as it is written',
    missing: 'SIMULATION',
    params: taskParams,
    answers: {
      200: {
        description: 'The story; of a simulation under way the chapters so far',
        content: Object.fromEntries(STORY_TYPES.map((type) => [type, z.string()])),
      },
      404: { description: 'There is no such simulation, or nothing of its story is written yet' },
    },
    async handle({ params: { id }, caller, request, response }) {
      response.vary('Accept');
      const type = request.accepts(STORY_TYPES);
      if (type === false) {
        throw new NotAcceptableError(`A story comes as ${STORY_TYPES.join(', ')}`);
      }
      const reading = await findStory(db, caller, id);
      if (reading === undefined) throw simulationNotFound();
      const markdown = await storyMarkdown(db, reading);
      if (markdown === undefined) {
        throw new NotFoundError(
          'STORY',
          `Nothing of this story is written yet: the simulation is ${reading.status}`,
          {
            suggestions: TERMINAL.has(reading.status)
              ? [`GET ${taskPath(id)} tells why`]
              : ['Try again when the first turn has been told', `GET ${taskPath(id)}/events tells when`],
          },
        );
      }
      response.type(`${type}; charset=utf-8`);
      if (type === 'text/html') {
        protectPage(response);
        response.send(storyAsHtml(reading.title, markdown));
      } else {
        response.send(type === 'text/plain' ? storyAsPlainText(markdown) : markdown);
      }
    },
  });
}

function simulationNotFound(): NotFoundError {
  return new NotFoundError('SIMULATION', 'There is no such simulation');
}
