import { describe, expect, it } from 'vitest';
import { openSession } from '../../../src/game/open-session.js';
import type { Lorebook } from '../../../src/scenario/lorebook.js';
import { characterOfProfile } from '../../../src/scenario/play/character.js';
import { readableBook } from '../../../src/scenario/play/readable.js';
import { stageWorld } from '../../../src/scenario/play/world.js';
import type { ScenarioTemplate } from '../../../src/scenario/template.js';
import { briefOf, generate } from './generated.js';

const { lorebook, templates } = generate(briefOf({ genre: 'fantasy', power_system: 'Tide magic' }), 7, 1);
const [template] = templates;
if (template === undefined) throw new Error('the generator makes the templates that it is asked for');

/** The same with one name become mark-up wherever it stands alone, as an older version would have taken it. */
function withMarkup<T>(of: T, name: string): T {
  return JSON.parse(JSON.stringify(of).replaceAll(JSON.stringify(name), '"<b></b>"'));
}

const first = (list: readonly { readonly name: string }[]) => list[0]?.name ?? '';
const NAMES = [
  ['person', first(lorebook.characters)],
  ['place', first(lorebook.locations)],
  ['faction', first(lorebook.factions)],
  ['system', first(lorebook.world_systems)],
  ['thing', first(lorebook.important_items)],
] as const;

describe('a lorebook of an earlier version in which something is called by mark-up alone', () => {
  it.each(NAMES)('is played in without it: a %s', (_, name) => {
    const book: Lorebook = withMarkup(lorebook, name);
    const way: ScenarioTemplate = withMarkup(template, name);
    for (const begun of [undefined, { id: '00000000-0000-4000-8000-00000000000c', content: way }]) {
      const { state } = openSession({
        sessionId: '00000000-0000-4000-8000-000000000001',
        seed: 3,
        at: '2026-01-01T00:00:00.000Z',
        lorebook: { id: '00000000-0000-4000-8000-00000000000b', content: book },
        ...(begun === undefined ? {} : { template: begun }),
      });
      expect(state.session.character.name).not.toBe('');
      expect(state.session.world_state.current_location).not.toMatch(/<b>|^$/u);
    }
    const readable = readableBook(book);
    expect(stageWorld(readable, way)?.world.locations.length).toBeGreaterThan(0);
    for (const profile of readable.characters) {
      const cast = characterOfProfile(profile, {
        lorebook: readable,
        professions: [],
        startOf: () => undefined,
      });
      expect(Object.keys(cast.relationships)).not.toContain('');
    }
  });
});
