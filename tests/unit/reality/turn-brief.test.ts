import { describe, expect, it } from 'vitest';
import type { InformationFragment } from '../../../src/reality/fragments.js';
import {
  categoryConfidence,
  gatedActions,
  type KnownFragment,
  recommendedActions,
  selectInformation,
  situationType,
  uncertaintyMarkers,
} from '../../../src/reality/turn-brief.js';
import { personaAt } from './people.js';

function known(
  subject: string,
  reliability: number,
  more: Partial<InformationFragment> = {},
  doubt?: number,
): KnownFragment {
  const fragment: InformationFragment = {
    fragmentId: `f-${subject}`,
    subject,
    property: 'location',
    value: 'hall',
    category: 'spatial',
    channel: 'sight',
    source: 'direct',
    base: 0.8,
    decayRate: 0.1,
    confirmations: 0,
    acquiredAt: 0,
    provenance: [],
    ...more,
  };
  return { fragment, reliability, ...(doubt === undefined ? {} : { doubt }) };
}
const subjects = (information: readonly KnownFragment[]) =>
  information.map(({ fragment }) => fragment.subject);

describe('known information', () => {
  it('is what is reliable above .3, best first, with one certain fragment for each visible place', () => {
    const information = selectInformation([known('a', 0.3), known('b', 0.4), known('c', 0.9)], ['hall'], 60);
    expect(subjects(information)).toEqual(['hall', 'c', 'b']);
    expect(information[0]).toMatchObject({ reliability: 1, fragment: { base: 1, locationId: 'hall' } });
  });

  it('holds 20 at most, the newer among equals', () => {
    const many = Array.from({ length: 30 }, (_, i) => known(`s${i}`, 0.5, { acquiredAt: i }));
    const information = selectInformation(many, [], 60);
    expect(information).toHaveLength(20);
    expect(subjects(information).slice(0, 2)).toEqual(['s29', 's28']);
  });
});

describe('the confidence of a category', () => {
  it('is the mean reliability to 2 decimals', () => {
    const information = [
      known('a', 0.5),
      known('b', 0.6),
      known('c', 0.9, { category: 'social' }),
      known('d', 0.905, { category: 'tactical' }),
    ];
    expect(categoryConfidence(information)).toEqual({ spatial: 0.55, social: 0.9, tactical: 0.91 });
  });
});

describe('uncertainty', () => {
  it('is marked where something is unreliable, faded or contested', () => {
    const markers = uncertaintyMarkers([
      known('sure', 0.5),
      known('faded', 0.4),
      known('rumour', 0.35, { base: 0.4 }),
      known('rival', 0.6, {}, 0.5),
      known('weak rival', 0.6, {}, 0.2),
    ]);
    expect(markers).toEqual([
      { subject: 'faded', property: 'location', confidence: 0.4, reason: 'faded' },
      { subject: 'rumour', property: 'location', confidence: 0.35, reason: 'unreliable' },
      { subject: 'rival', property: 'location', confidence: 0.45, reason: 'contested' },
    ]);
  });
});

describe('actions', () => {
  const nothing = {
    visibleLocations: 0,
    knownPersonas: 0,
    tacticalAccess: 0,
    resourceAccess: 0,
    threat: 'LOW',
    armed: false,
    professionVerbs: [],
  } as const;

  it('are to observe and to wait, whatever the moment', () => {
    expect(gatedActions(nothing)).toEqual(['observe', 'wait']);
  });

  it('open with what is at hand', () => {
    const added = (more: Partial<Parameters<typeof gatedActions>[0]>) =>
      gatedActions({ ...nothing, ...more }).slice(2);
    expect(added({ visibleLocations: 1 })).toEqual(['investigate', 'move']);
    expect(added({ knownPersonas: 1 })).toEqual(['communicate', 'negotiate']);
    expect(added({ tacticalAccess: 0.5 })).toEqual([]);
    expect(added({ tacticalAccess: 0.51 })).toEqual(['plan']);
    expect(added({ resourceAccess: 0.4 })).toEqual([]);
    expect(added({ resourceAccess: 0.41 })).toEqual(['gather', 'craft']);
    expect(added({ threat: 'MODERATE' })).toEqual([]);
    expect(added({ threat: 'HIGH' })).toEqual(['retreat', 'defensive_action', 'call_for_help']);
    expect(added({ armed: true })).toEqual(['attack', 'suppress']);
    expect(added({ professionVerbs: ['repair', 'observe'] })).toEqual(['repair']);
  });

  it('are recommended by strong traits', () => {
    const of = (traits: Record<string, number>) => recommendedActions({ ...personaAt('hall'), traits });
    expect(of({ curiosity: 0.61, caution: 0.7 })).toEqual(['investigate', 'explore']);
    expect(of({ sociable: 0.9, cautious: 0.71 })).toEqual(['communicate', 'negotiate', 'observe', 'assess']);
    expect(of({ curious: 0.6, sociability: 0.6 })).toEqual([]);
  });
});

describe('the type of a situation', () => {
  it('is the first that fits', () => {
    const all = { personas: 1, tactical: 3, resource: 2, visibleLocations: 2 };
    expect(situationType(all)).toBe('social');
    expect(situationType({ ...all, personas: 0 })).toBe('tactical');
    expect(situationType({ ...all, personas: 0, tactical: 2 })).toBe('resource');
    expect(situationType({ personas: 0, tactical: 2, resource: 1, visibleLocations: 2 })).toBe('exploration');
    expect(situationType({ personas: 0, tactical: 0, resource: 0, visibleLocations: 1 })).toBe('mystery');
  });
});
