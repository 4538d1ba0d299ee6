/**
 * The turn loop's workload on LangGraph, for the engine benchmark: every turn N nodes decide in parallel, a joining
 * node merges what they propose into the next state, and each step is checkpointed in memory. Nobody thinks here: a
 * node hands out as much data as the engine's own decisions and records hold, so what is timed is the machinery.
 *
 * Standard input: `{"turns": T, "warmUp": W, "minds": {ID: JSON, ...}, "world": JSON, "record": JSON}`, sizes of a real turn.
 * Standard output: `{"msPerAgentTurn": NUMBER, "growth": NUMBER}`, the last as in the engine's benchmark.
 */
import { text } from 'node:stream/consumers';
import { Annotation, END, MemorySaver, START, StateGraph } from '@langchain/langgraph';

const { turns, warmUp, minds, world, record } = JSON.parse(await text(process.stdin));
const ids = Object.keys(minds);

const Simulation = Annotation.Root({
  turn: Annotation(),
  last: Annotation(),
  minds: Annotation(),
  world: Annotation(),
  record: Annotation(),
  /** `null` empties the list for the next turn. */
  proposals: Annotation({
    reducer: (proposals, more) => (more === null ? [] : [...proposals, ...more]),
    default: () => [],
  }),
});

/** Milliseconds at the end of each turn. */
let ends = [];

function join(state) {
  ends.push(performance.now());
  return {
    turn: state.turn + 1,
    minds: Object.fromEntries(ids.map((id) => [id, { ...state.minds[id], turn: state.turn + 1 }])),
    world: { ...state.world, turn: state.turn + 1 },
    record: { ...record, decisions: state.proposals },
    proposals: null,
  };
}

const graph = new StateGraph(Simulation).addNode('join', join);
for (const id of ids) {
  const decision = record.decisions.find(({ actorId }) => actorId === id) ?? {};
  graph.addNode(id, (state) => ({ proposals: [{ ...decision, turn: state.minds[id]?.turn ?? 0 }] }));
  graph.addEdge(START, id).addEdge(id, 'join');
}
graph.addConditionalEdges('join', ({ turn, last }) => (turn >= last ? END : ids), [...ids, END]);

async function play(last) {
  ends = [performance.now()];
  const compiled = graph.compile({ checkpointer: new MemorySaver() });
  await compiled.invoke(
    { turn: 0, last, minds, world, record },
    { configurable: { thread_id: 'bench' }, recursionLimit: 2 * last + 10 },
  );
  return performance.now();
}

await play(warmUp);
const end = await play(turns);
const spent = ends.slice(1).map((at, index) => at - ends[index]);
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
console.log(
  JSON.stringify({
    msPerAgentTurn: (end - ends[0]) / (turns * ids.length),
    growth: median(spent.slice(-10)) / median(spent.slice(9, 20)),
  }),
);
