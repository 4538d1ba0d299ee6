import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { sha256 } from '../../src/cache/state-hash.js';
import { OfflineModel } from '../../src/llm/offline/model.js';
import type { LanguageModel, ModelReply, ModelRequest } from '../../src/llm/port.js';
import { measureProse } from '../../src/narrative/prose-measures.js';
import { packageRoot } from '../../src/package.js';
import { leakRate } from '../../src/reality/leaks.js';
import { type CharacterInput, characterSchema } from '../../src/simulation/character.js';
import {
  openChronicle,
  openSimulation,
  playTurn,
  takeSnapshot,
  writeChapter,
} from '../../src/simulation/engine.js';
import type { Measures } from '../../src/simulation/state.js';
import { starterWorlds } from '../../src/store/starter-content.js';
import type { BenchReport } from './report.js';

const SEEDS = 100;
const TURNS = 10;
const LEAST = 2;
const MOST = 5;
const MAX_NEAR_DUPLICATES = 0.03;
const MIN_DISTINCT = 0.6;

/** What one story comes to. */
interface Told {
  readonly repeated: number;
  readonly nearDuplicates: number;
  readonly distinct2: number;
  readonly placeholders: number;
  readonly unmentioned: number;
  readonly sentences: number;
  readonly chapterCharacters: number;
  readonly msPerCall: number;
  readonly measures: Measures;
}

/**
 * The prose of the offline narrator: a hundred stories of ten turns with casts of two to five of the starter
 * characters, in every starter world in turn. Beside it the rate of knowledge leaks, as decisions held them and as they
 * were carried out, and the mean coherence.
 */
export async function stories(): Promise<BenchReport> {
  const characters = starterCharacters();
  const told: Told[] = [];
  for (let seed = 1; seed <= SEEDS; seed += 1) told.push(await tellOne(seed, characters));
  const sum = (of: (story: Told) => number) => told.reduce((total, story) => total + of(story), 0);
  const sentences = sum((story) => story.sentences);
  const measured = (measure: keyof Measures) => sum(({ measures }) => measures[measure]);
  const figures = {
    stories: told.length,
    sentences,
    repeated: sum((story) => story.repeated),
    near_duplicates: rounded(sum((story) => story.nearDuplicates) / sentences),
    worst_near_duplicates: rounded(Math.max(...told.map((one) => one.nearDuplicates / one.sentences))),
    distinct_2: rounded(sum((story) => story.distinct2) / told.length),
    worst_distinct_2: rounded(Math.min(...told.map(({ distinct2 }) => distinct2))),
    unmentioned: sum((story) => story.unmentioned),
    placeholders: sum((story) => story.placeholders),
    chapter_characters: Math.round(sum((story) => story.chapterCharacters) / told.length),
    ms_per_call: rounded(sum((story) => story.msPerCall) / told.length),
    leak_rate_proposed: rounded(leakRate(measured('leaksProposed'), measured('lines'), measured('targets'))),
    leak_rate_enforced: rounded(leakRate(measured('leaks'), measured('lines'), measured('targets'))),
    coherence: rounded(measured('coherence') / (told.length * TURNS)),
  };
  return {
    rows: [figures],
    figures,
    missed: [
      ...(figures.repeated > 0 ? [`${figures.repeated} sentences are told twice`] : []),
      ...(figures.near_duplicates > MAX_NEAR_DUPLICATES
        ? [`near-duplicates are ${figures.near_duplicates} of the sentences, above ${MAX_NEAR_DUPLICATES}`]
        : []),
      ...(figures.worst_near_duplicates > MAX_NEAR_DUPLICATES
        ? [`near-duplicates are ${figures.worst_near_duplicates} of the sentences of one story`]
        : []),
      ...(figures.worst_distinct_2 < MIN_DISTINCT
        ? [`distinct-2 is ${figures.worst_distinct_2} in one story, below ${MIN_DISTINCT}`]
        : []),
      ...(figures.unmentioned > 0 ? [`${figures.unmentioned} committed events are not told`] : []),
      ...(figures.leak_rate_enforced > 0
        ? [`${figures.leak_rate_enforced} of lines and targets give away what nobody told their speakers`]
        : []),
      ...(figures.placeholders > 0 ? [`${figures.placeholders} placeholders were left unfilled`] : []),
    ],
  };
}

/** Three decimals. */
function rounded(value: number): number {
  return Number(value.toFixed(3));
}

async function tellOne(seed: number, characters: readonly StarterCharacter[]): Promise<Told> {
  const worlds = starterWorlds();
  const world = worlds[seed % worlds.length];
  if (world === undefined) throw new Error('there is no starter world');
  const size = LEAST + (seed % (MOST - LEAST + 1));
  // A stride that shares no factor with the number of characters brings all of them together in turn.
  const members = Array.from({ length: size }, (_, index) => {
    const member = characters[(seed * 5 + index * 7) % characters.length];
    if (member === undefined) throw new Error('there is no starter character');
    return member;
  });
  const snapshot = takeSnapshot({ seed, turns: TURNS, world, members });
  const model = new CountingModel(new OfflineModel());
  const signal = new AbortController().signal;
  const who = { snapshot, simulationId: 'bench', clientId: 'bench' };
  let state = openSimulation(snapshot);
  let chronicle = openChronicle();
  const chapters: string[] = [];
  for (let turn = 1; turn <= TURNS; turn += 1) {
    const played = await playTurn({ ...who, digest: sha256, state }, model, signal);
    state = played.state;
    model.expected += played.record.events.length;
    const chapter = await writeChapter({ ...who, record: played.record, chronicle }, model, signal);
    chronicle = chapter.chronicle;
    chapters.push(chapter.prose);
  }
  const names = [
    ...snapshot.cast.flatMap(({ name, aliases }) => [name, ...aliases, ...name.split(/\s+/u)]),
    ...Object.values(snapshot.world.locations).map(({ name }) => name),
    ...Object.values(snapshot.world.entities).map(({ name }) => name),
  ];
  return {
    ...measureProse(chapters.join('\n\n'), names),
    unmentioned: model.expected - model.mentioned,
    chapterCharacters: chapters.reduce((total, prose) => total + prose.length, 0) / TURNS,
    msPerCall: model.spent / model.calls,
    measures: state.measures,
  };
}

interface StarterCharacter {
  readonly id: string;
  readonly character: CharacterInput;
}

function starterCharacters(): StarterCharacter[] {
  const folder = join(packageRoot(), 'data', 'characters');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({
      id: basename(file, '.json'),
      character: characterSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))),
    }));
}

/** Counts the events that chapters claim to tell, the calls, and the time they take. */
class CountingModel implements LanguageModel {
  readonly name = 'bench';
  /** Committed events so far. */
  expected = 0;
  mentioned = 0;
  calls = 0;
  /** Milliseconds. */
  spent = 0;

  constructor(private readonly model: LanguageModel) {}

  async generate(request: ModelRequest, signal: AbortSignal): Promise<ModelReply> {
    const startedAt = performance.now();
    const pending = this.model.generate(request, signal);
    this.spent += performance.now() - startedAt;
    this.calls += 1;
    const reply = await pending;
    if (reply.ok && request.purpose === 'chronicle') {
      this.mentioned += (reply.value as { mentioned_event_ids: string[] }).mentioned_event_ids.length;
    }
    return reply;
  }
}
