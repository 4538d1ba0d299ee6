import { z } from 'zod';
import { NotAcceptableError, NotFoundError } from '../../errors.js';
import { toDot } from '../../narrative/graph-export.js';
import { toSvg } from '../../narrative/graph-svg.js';
import { findCauses } from '../../store/simulation-states.js';
import { resolveRequest } from '../../tasks/simulation-source.js';
import { causalGraphAnswer, causalGraphOf, causalGraphSchema } from '../causal-graph-answer.js';
import type { ApiDependencies } from '../dependencies.js';
import { type Endpoint, endpoint } from '../endpoint.js';
import { taskParams } from '../task-answer.js';
import { EVERY_TURN, turnRange } from '../turn-range.js';

const GRAPH_TYPES = ['application/json', 'text/vnd.graphviz', 'image/svg+xml'];

export function causalGraphRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    name: 'getCausalGraph',
    method: 'GET',
    path: '/api/simulations/{id}/causal-graph',
    aliases: ['/simulations/{id}/causal-graph'],
    access: 'client',
    tag: 'simulations',
    summary: 'What led to what: the events and the links between them',
    description: 'As JSON, for Graphviz or as a drawing. A fork has the events of its own turns.',
    missing: 'SIMULATION',
    params: taskParams,
    query: z.object({ turns: turnRange }),
    answers: {
      200: {
        description: 'The graph of the turns committed so far',
        content: {
          'application/json': causalGraphSchema,
          'text/vnd.graphviz': z.string(),
          'image/svg+xml': z.string(),
        },
      },
    },
    async handle({ params: { id }, query: { turns = EVERY_TURN }, caller, request, response }) {
      response.vary('Accept');
      const type = request.accepts(GRAPH_TYPES);
      if (type === false) {
        throw new NotAcceptableError(`A causal graph comes as ${GRAPH_TYPES.join(', ')}`);
      }
      const reading = await findCauses(db, caller, id, turns);
      if (reading === undefined) throw new NotFoundError('SIMULATION', 'There is no such simulation');
      const { graph, title, cast } = causalGraphOf(await resolveRequest(db, reading.request), reading);
      if (type === 'application/json') {
        response.json(causalGraphAnswer(graph));
      } else {
        response.type(`${type}; charset=utf-8`);
        response.send(type === 'image/svg+xml' ? toSvg(graph, { title, cast }) : toDot(graph));
      }
    },
  });
}
