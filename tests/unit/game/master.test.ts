import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionAnswerSchema } from '../../../src/game/answer.js';
import { type Intent, intentOf } from '../../../src/game/offline/intent.js';
import { masterAnswer } from '../../../src/game/offline/master.js';
import { opened, Playing, sceneOf } from './played.js';

/** The game master without a model: how it reads words, and what it answers. */

const courthouse = new Playing(opened(2));
const read = (action: string) => intentOf(sceneOf(courthouse, action));
const named = (intent: Intent) =>
  'person' in intent ? intent.person?.name : 'thing' in intent ? intent.thing.name : undefined;

describe('the words of a player', () => {
  it.each([
    ['Talk to Tamara Volak', 'talk'],
    ['I ask Katya where to go', 'talk'],
    ['Go to the Ridge Studio', 'travel'],
    ['Sneak into the Ridge Studio', 'travel'],
    ['I walk over to the Ravnoka Park', 'travel'],
    ['Hide and listen to what people say', 'stealth'],
    ['Take the Red Folder', 'take'],
    ['I steal the red folder and run', 'take'],
    ['Use the First-Aid Pouch', 'use'],
    ['Put on the Rain Jacket', 'wear'],
    ['Give the Torch to Ludmila', 'give'],
    ['Show Tamara the Torch', 'show'],
    ['Leave behind the Torch', 'drop'],
    ['Attack Katya with the Tyre Iron', 'attack'],
    ['Help Ludmila', 'help'],
    ['Call for help', 'call'],
    ['Help!', 'call'],
    ['Somebody help me', 'call'],
    ['Ask Katya for help', 'talk'],
    ['Help whoever needs it', 'help'],
    ['Where is everyone?', 'talk'],
    ['Leave for another place', 'travel'],
    ['I climb onto the roof', 'free'],
    ['Look for Halina Tomev', 'seek'],
    ['Cast a spell', 'magic'],
    ['Rest for a while', 'rest'],
    ['Wait and listen', 'wait'],
    ['Look around', 'search'],
    ['I juggle three oranges', 'free'],
    ['I don’t want to fight you, Katya', 'talk'],
    ["Don't drop the Torch", 'free'],
    ['Do not attack anybody, just walk away', 'travel'],
    ['I leave for the Ridge Studio without waking anybody', 'travel'],
    ['I won’t rest until I have searched the place', 'search'],
    ['I don’t hesitate to attack Katya', 'attack'],
    ['Why don’t you help me?', 'talk'],
    ['Stop attacking Katya', 'talk'],
    ['Stop here to rest', 'rest'],
    ['Take off the Rain Jacket', 'put-away'],
    ['I take my rain jacket off', 'put-away'],
    ['Put away the Torch', 'put-away'],
    ['Pick up the Torch', 'hold'],
    ['Take the Torch and light it', 'use'],
    ['Take the Torch and give it to Ludmila', 'give'],
    ['Hello!', 'talk'],
    ['Good evening, everybody', 'talk'],
    ['Sell the Torch', 'bargain'],
    ['I trade the torch for some bread', 'bargain'],
    ['Go north', 'stray'],
    ['Go to the dragon’s cave', 'stray'],
    ['I enter the palace of the king', 'stray'],
    ['north', 'stray'],
    ['Go back', 'stray'],
    ['Go up to Katya', 'talk'],
    ['Go to bed', 'rest'],
    ['Go for it', 'free'],
  ] as const)('“%s” ask to %s', (action, kind) => {
    expect(read(action).kind).toBe(kind);
  });

  it('mean whoever they name, also by the first name', () => {
    expect(named(read('Talk to Ludmila'))).toBe('Ludmila Sokanov');
    expect(named(read('Attack katya korik'))).toBe('Katya Korik');
    expect(named(read('Take The Red Folder'))).toBe('The Red Folder');
    expect(read('Threaten Tamara')).toMatchObject({ kind: 'talk', isBrowbeating: true });
    expect(read('Steal from Tamara')).toMatchObject({ kind: 'talk', isBrowbeating: true });
  });

  it('lead back to where the character has come from, unless they name another place', async () => {
    const walker = new Playing(opened(2));
    const { current_location: home } = walker.state.session.world_state;
    await walker.act('Go to the Ridge Studio');
    expect(intentOf(sceneOf(walker, 'I go back'))).toMatchObject({ kind: 'travel', exit: { name: home } });
    expect(intentOf(sceneOf(walker, 'Go back to the moon')).kind).toBe('stray');
    await walker.act('Turn back');
    expect(walker.state.session.world_state.current_location).toBe(home);
  });

  it('go where something of what is seen here is, and that is not astray', () => {
    const scene = sceneOf(courthouse, 'Walk to the fountain');
    expect(intentOf(scene).kind).toBe('stray');
    const place = { ...scene.now.place, features: ['a fountain without water'] };
    expect(intentOf({ ...scene, now: { ...scene.now, place } }).kind).toBe('free');
  });
});

describe('an answer of the game master', () => {
  const actions = fc.oneof(
    fc.constantFrom(
      'Talk to Tamara',
      'Help Katya',
      'Attack Ludmila',
      'Take the Red Folder',
      'Use the Torch',
      'Rest',
      'Look around',
      'Go to the Ridge Studio',
      'Go to the School of Olshpol',
      'Give the Torch to Tamara',
      'Sneak about',
      'Wait',
      'Dance',
    ),
    fc.string({ minLength: 1, maxLength: 200 }),
  );

  it('is one that nothing of has to be dropped, whatever is done and whenever', () => {
    fc.assert(
      fc.property(actions, fc.integer({ min: 1, max: 400 }), (action, actionSeq) => {
        const answer = JSON.parse(JSON.stringify(masterAnswer(sceneOf(courthouse, action, actionSeq))));
        expect(JSON.parse(JSON.stringify(actionAnswerSchema.parse(answer)))).toEqual(answer);
        expect(answer.suggested_actions.length).toBeGreaterThan(0);
      }),
      { numRuns: 150 },
    );
  });

  it('tells of no way where there is none, and which ones there are', () => {
    const scene = sceneOf(courthouse, 'Go to the dragon’s cave');
    const answer = masterAnswer(scene);
    expect(answer.world_change.changes.filter(({ field }) => field === 'location')).toEqual([]);
    expect(answer.narrative).toContain(scene.now.exits[0]?.in_text);
    const shut = masterAnswer({ ...scene, now: { ...scene.now, exits: [] } });
    expect(shut.narrative).toContain('There is no way there from here.');
  });

  it.each(['unconscious', 'dead'])('has nobody who is %s fight, speak or come round by blows', (status) => {
    const scene = sceneOf(courthouse, 'Attack Katya');
    const people = scene.now.people.map((each) => ({ ...each, status }));
    const answer = masterAnswer({ ...scene, now: { ...scene.now, people } });
    expect(answer.character_development.vitals).toBeUndefined();
    for (const update of answer.npc_updates) {
      expect(update).not.toHaveProperty('says');
      expect(update).not.toHaveProperty('status');
    }
    expect(answer.npc_updates.length).toBe(status === 'dead' ? 0 : 1);
  });

  it('has somebody who lies on the ground helped up by whoever is asked for help, in whatever words', () => {
    for (const words of ['Ask Katya for help', 'Katya, help me', 'I beg Katya to help me']) {
      const scene = sceneOf(courthouse, words);
      const character = { ...scene.now.character, health: 0, conditions: ['downed'] };
      const answer = masterAnswer({ ...scene, now: { ...scene.now, character } });
      expect(answer.npc_updates[0]).toMatchObject({ name: 'Katya Korik', does: 'comes to help' });
      expect(answer.character_development.vitals?.health).toBeGreaterThan(0);
    }
  });

  it.each([
    ['Go to the Ridge Studio and rest', 'rest'],
    ['Stab Katya, then sleep', 'rest'],
    ['Run off and use the First-Aid Pouch', 'use'],
    ['Cast off the First-Aid Pouch and fly', 'wait'],
  ] as const)('has nobody do more than that from the ground: “%s” is to %s', (words, kind) => {
    const scene = sceneOf(courthouse, words);
    const character = { ...scene.now.character, health: 0, conditions: ['downed'] };
    expect(intentOf({ ...scene, now: { ...scene.now, character } }).kind).toBe(kind);
  });

  it('has the dead neither thank for help nor return it', () => {
    const scene = sceneOf(courthouse, 'Help Katya');
    const people = scene.now.people.map((each) => ({ ...each, status: 'dead' }));
    const answer = masterAnswer({ ...scene, now: { ...scene.now, people } });
    expect(answer.npc_updates).toEqual([]);
    expect(answer.consequences).toEqual([]);
  });

  it('takes off what is put away, and uses up nothing that is only taken in hand', async () => {
    const playing = new Playing(opened(2));
    const item = playing.state.session.inventory.find(({ equipped }) => equipped)?.name ?? '';
    const worn = () => playing.state.session.inventory.find(({ name }) => name === item);
    await playing.act(`Take off the ${item}`);
    expect(worn()).toMatchObject({ equipped: false });
    const outcome = await playing.act(`Pick up the ${item}`);
    expect(worn()).toMatchObject({ equipped: false });
    expect(outcome.result).not.toHaveProperty('action_result.character_effects.items_used');
  });

  it.each([
    ['take a nap', 'health'],
    ['conjure a light', 'mana'],
  ] as const)('does what it tells when somebody says “%s”', async (action, vital) => {
    const scene = sceneOf(courthouse, action);
    const character = { ...scene.now.character, health: 40, mana: 30 };
    const answer = masterAnswer({ ...scene, now: { ...scene.now, character } });
    expect(answer.character_development.vitals?.[vital]).not.toBe(0);
    expect(answer.action_analysis.type).toBe(vital === 'health' ? 'rest' : 'magic');
  });

  it('is the same for the same scene', () => {
    const scene = sceneOf(courthouse, 'Talk to Tamara');
    expect(masterAnswer(scene)).toEqual(masterAnswer(scene));
  });

  it('tells first what comes back', () => {
    const scene = sceneOf(courthouse, 'Wait');
    const text = 'The roof that you mended has held.';
    const comes_back = [{ id: 'c1', text, severity: 'minor', depth: 0 } as const];
    const { narrative } = masterAnswer({ ...scene, now: { ...scene.now, comes_back } });
    expect(narrative.startsWith(text)).toBe(true);
  });

  it('has somebody who is asked for a thing say where that one believes it to be', () => {
    const scene = sceneOf(courthouse, 'Ask Tamara where the Harbour Painting is');
    const people = scene.now.people.map((person) => ({
      ...person,
      believes: [
        {
          subject: 'The Harbour Painting',
          kind: 'thing',
          at: 'Ravnoka Park',
          sure: 0.9,
          heard_from: null,
        } as const,
      ],
    }));
    const told = masterAnswer({ ...scene, now: { ...scene.now, people } });
    expect(told.npc_updates[0]?.says).toContain('Ravnoka Park');
    const unknowing = people.map((person) => ({ ...person, believes: [], knows: [] }));
    const silent = masterAnswer({ ...scene, now: { ...scene.now, people: unknowing } });
    expect(silent.npc_updates[0]?.says).not.toContain('Ravnoka Park');
  });

  it('keeps secrets from those who are not trusted', () => {
    const scene = sceneOf(courthouse, 'Talk to Tamara');
    const answers = [0, 60].map((disposition) => {
      const people = scene.now.people.map((person) => ({
        ...person,
        disposition,
        knows: [{ text: 'the ledger was burned in March', secret: true, shared: false, heard_from: null }],
      }));
      return masterAnswer({ ...scene, now: { ...scene.now, people, may_offer_quest: false } }).npc_updates[0]
        ?.says;
    });
    expect(answers[0]).not.toContain('ledger');
    expect(answers[1]).toContain('the ledger was burned in March');
  });

  it('offers a quest only when one may be offered, and one that can be done', () => {
    const scene = sceneOf(courthouse, 'Talk to Tamara');
    const [offer] = masterAnswer(scene).quest_updates;
    expect(offer?.change).toBe('offer');
    const places = courthouse.world.places.map(({ name }) => name);
    for (const objective of offer?.change === 'offer' ? offer.quest.objectives : []) {
      if (objective.trigger?.kind === 'place_visited') expect(places).toContain(objective.trigger.name);
    }
    const closed = { ...scene, now: { ...scene.now, may_offer_quest: false } };
    expect(masterAnswer(closed).quest_updates).toEqual([]);
  });
});
