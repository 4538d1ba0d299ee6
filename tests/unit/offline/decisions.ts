import type { DecideData } from '../../../src/simulation/model-data.js';

const SHE = { subject: 'she', object: 'her', possessive: 'her', reflexive: 'herself' };
const HE = { subject: 'he', object: 'him', possessive: 'his', reflexive: 'himself' };

/** What Ada has before her in the lamp room, with Ben beside her and one thing found. */
export function decideData(change: Partial<DecideData> = {}): DecideData {
  const sketch = { description: 'a keeper', traits: { curious: 0.8, diplomatic: 0.7 } };
  return {
    turn: 2,
    turns: 5,
    self: {
      ...sketch,
      id: 'ada',
      name: 'Ada',
      pronouns: SHE,
      goals: [{ id: 'g', text: 'find her brother', priority: 0.9, status: 'open' }],
      carries: [],
      health: 100,
      stamina: 80,
      morale: 70,
      sayings: ['Count the lamps.'],
    },
    place: {
      id: 'lamp',
      name: 'the lamp room',
      description: 'It is cold.',
      features: ['a rack of cold lamps', 'an iron stair'],
      light: 'dim',
      weather: 'none',
      terrain: 'urban',
    },
    present: [
      {
        ...sketch,
        id: 'ben',
        name: 'Ben',
        pronouns: HE,
        bond: { affinity: 0.3, trust: 0.6, kind: 'friend' },
        certainty: 'ABSOLUTE',
      },
    ],
    exits: [{ id: 'pier', name: 'the long pier' }],
    figures: 0,
    things: [{ id: 'key', name: 'the brass key', kind: 'item', certainty: 'ABSOLUTE' }],
    beliefs: [],
    misbeliefs: [],
    memories: [],
    feedback: { clues: [], changes: [], discoveries: [] },
    facts: [
      {
        id: 'cut',
        text: 'the cable was cut from the inside',
        reliability: 1,
        learned: 'found',
        turn: 1,
        sharedWith: [],
        keptFrom: [],
      },
    ],
    recentActions: [],
    heard: [],
    threat: 'LOW',
    threats: [],
    situation: 'social',
    options: [
      { action: 'communicate', type: 'communicate', targets: ['ben'], score: 0.6, target: 'ben' },
      { action: 'search', type: 'search', targets: [], score: 0.55 },
      { action: 'investigate', type: 'investigate', targets: ['key'], score: 0.5, target: 'key' },
      { action: 'move', type: 'move', targets: ['pier'], score: 0.5, target: 'pier' },
      { action: 'wait', type: 'wait', targets: [], score: 0.1 },
    ],
    recommended: [],
    hunches: [],
    stage: 'exploration',
    narrativeGoals: [],
    difficulty: 0.5,
    ...change,
  };
}
