import { describe, expect, it } from 'vitest';
import { intentOf } from '../../../src/game/offline/intent.js';
import { masterAnswer } from '../../../src/game/offline/master.js';
import { opened, Playing, sceneOf } from './played.js';

/** What players type as they think of it, and what the game master without a model makes of it. */

const courthouse = new Playing(opened(2));
const read = (action: string) => intentOf(sceneOf(courthouse, action));

describe('words as they are typed', () => {
  it.each([
    ['I fight the urge to hit Katya', 'talk'],
    ['I strike up a conversation with Katya', 'talk'],
    ['Hit the road', 'free'],
    ['I stabbed Katya', 'attack'],
    ['I begged Katya for mercy', 'talk'],
    ['I gave Katya my Torch', 'give'],
    ['I dropped the Torch', 'drop'],
    ['I went to the Ridge Studio', 'travel'],
    ['Shout at everybody to leave', 'talk'],
    ['Where did I leave my Rain Jacket', 'hold'],
    ['Katya, who took the Red Folder?', 'talk'],
    ['where am i', 'search'],
    ['who is here?', 'search'],
    ['what can I do', 'search'],
    ['inventory', 'stock'],
    ['what do I have?', 'stock'],
    ['Examine the Torch', 'examine'],
    ['Look at Katya', 'examine'],
    ['Look at the floor with the Torch', 'search'],
    ['Sell the Torch to Katya', 'bargain'],
  ] as const)('“%s” ask to %s', (action, kind) => {
    expect(read(action).kind).toBe(kind);
  });

  it.each(['I robbed Katya', 'I insulted Katya'])('are a threat in the past, too: “%s”', (action) => {
    expect(read(action)).toMatchObject({ kind: 'talk', isBrowbeating: true });
  });

  it.each([
    'Attack Halina Tomev',
    'Give the Torch to Halina Tomev',
    'Show Halina Tomev the Torch',
    'Sell Halina Tomev the Torch',
    'Help Halina Tomev',
  ])('reach nobody else when they are meant for somebody who isn’t here: “%s”', (action) => {
    expect(read(action)).toMatchObject({ kind: 'seek', name: 'Halina Tomev' });
  });

  it('strike at what is feared here only when that is meant', () => {
    const scene = sceneOf(courthouse, 'Attack');
    const place = { ...scene.now.place, dangers: ['wolves on the stairs', 'a loose roof'] };
    const at = (action: string) => intentOf({ ...scene, action, now: { ...scene.now, place } });
    expect(at('Attack')).toEqual({ kind: 'attack', danger: 'wolves on the stairs' });
    expect(at('Fight whatever is there with my tyre iron')).toHaveProperty('danger');
    expect(at('Strike at the roof')).toEqual({ kind: 'attack', danger: 'a loose roof' });
    expect(at('Attack tobin')).toEqual({ kind: 'attack' });
  });

  it('mean a place or a thing by the noun in its name, if they say what is done with it', () => {
    expect(read('Take the folder')).toMatchObject({ kind: 'take', thing: { name: 'The Red Folder' } });
    expect(read('go studio')).toMatchObject({ kind: 'travel', exit: { name: 'The Ridge Studio' } });
    expect(read('drop jacket')).toMatchObject({ kind: 'drop', item: { name: 'Rain Jacket' } });
    expect(read('get jacket').kind).toBe('hold');
    expect(read('I paint the studio').kind).toBe('free');
  });

  it('lead to a place farther off by a part of its name', () => {
    const far = courthouse.world.places.find(
      ({ name }) =>
        read(`Go to ${name}`).kind === 'travel' &&
        !sceneOf(courthouse, 'Wait').now.exits.some((exit) => exit.name === name),
    );
    const noun = far?.name.replace(/^The /u, '').split(/ of /u)[0]?.split(' ').at(-1) ?? '';
    expect(read(`go to the ${noun.toLowerCase()}`)).toMatchObject({ kind: 'travel' });
  });
});

describe('an answer to them', () => {
  it('tells who looks round where that one is, who is there and where it can go', () => {
    const scene = sceneOf(courthouse, 'look around');
    const { narrative } = masterAnswer(scene);
    for (const { name } of scene.now.people) expect(narrative).toContain(name);
    for (const { in_text } of scene.now.exits) expect(narrative).toContain(in_text);
    expect(narrative).toContain(scene.now.place.in_text);
  });

  it('finds nothing anew that was just listed', () => {
    for (let actionSeq = 1; actionSeq < 40; actionSeq += 1) {
      const { narrative } = masterAnswer(sceneOf(courthouse, 'look around', actionSeq));
      expect(narrative).not.toMatch(/What you took for|Half hidden|on purpose|Your eye falls|back for it/u);
    }
  });

  it('has nobody wait for something who has just gone away', () => {
    const gone = Array.from({ length: 300 }, (_, index) => sceneOf(courthouse, 'Wait', index + 1))
      .map(masterAnswer)
      .flatMap(({ npc_updates, narrative }) =>
        npc_updates.flatMap(({ name, location }) => (location === undefined ? [] : [{ name, narrative }])),
      );
    expect(gone.length).toBeGreaterThan(10);
    for (const { name, narrative } of gone) expect(narrative.split(name), narrative).toHaveLength(2);
  });

  it('tells what one carries, and what it is like', () => {
    const { narrative } = masterAnswer(sceneOf(courthouse, 'check my inventory'));
    for (const { name } of courthouse.state.session.inventory) expect(narrative).toContain(name);
    const torch = courthouse.state.session.inventory.find(({ name }) => name === 'Torch');
    expect(masterAnswer(sceneOf(courthouse, 'examine the torch')).narrative).toContain(torch?.description);
  });

  it('lifts nobody to its feet who stands on them', () => {
    const answer = masterAnswer(sceneOf(courthouse, 'Help!'));
    expect(answer.npc_updates[0]).toMatchObject({ does: 'comes to help' });
    expect(answer.narrative).not.toMatch(/to your feet|under yours|does not ask what it will cost/u);
  });

  it('has nothing change hands in a bargain', () => {
    const answer = masterAnswer(sceneOf(courthouse, 'Sell the Torch to Katya'));
    expect(answer.items).toEqual([]);
    expect(answer.npc_updates[0]?.says).toMatch(/sell|price|offer|trades|terms|counter/u);
  });

  it('says each time that somebody is not here', async () => {
    const playing = new Playing(opened(2));
    for (let turn = 0; turn < 9; turn += 1) await playing.act('rob Halina Tomev');
    for (const narrative of playing.narratives) expect(narrative).toContain('Halina');
  });

  it('has no rumour go about of a thing that the character had put down itself', async () => {
    const playing = new Playing(opened(2));
    await playing.act('Drop the Torch');
    await playing.act('Take the Torch');
    expect(playing.state.session.inventory.map(({ name }) => name)).toContain('Torch');
    expect(playing.state.session.consequences).toEqual([]);
  });

  it('gives nothing to nobody', () => {
    const scene = sceneOf(courthouse, 'Give away the Torch');
    const answer = masterAnswer({ ...scene, now: { ...scene.now, people: [] } });
    expect(answer.items).toEqual([]);
  });
});
