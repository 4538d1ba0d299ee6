import { describe, expect, it } from 'vitest';
import { answerOf } from '../../../src/game/answer.js';
import { type Hidden, playStateOf } from '../../../src/game/hidden.js';
import { checkLines } from '../../../src/game/npc-lines.js';
import { factsOf, holds, whereaboutsOf } from '../../../src/game/reality/knowledge.js';
import { factsStated, leaks } from '../../../src/game/reality/lines.js';
import { mindsOf } from '../../../src/game/reality/minds.js';
import { claimsOf } from '../../../src/game/reality/perceive.js';
import { type Stand, standOf } from '../../../src/game/reality/stand.js';
import { type PlayPerson, type PlayWorld, personNamed } from '../../../src/game/world.js';
import { splitSentences } from '../../../src/narrative/sentences.js';
import { believes } from '../../../src/reality/belief-query.js';
import { factText } from '../../../src/simulation/known-facts.js';
import { opened, Playing, playThrough } from './played.js';

/** What people of a session know, and that they say no more. */

function standIn({ world, state }: Playing): Stand {
  return standOf(world, state.session, state.hidden.minutes, mindsOf(state.hidden));
}

function person(world: PlayWorld, name: string): PlayPerson {
  const found = personNamed(world, name);
  if (found === undefined) throw new Error(`nobody is called ${name}`);
  return found;
}

const spoken = (text: string) => [...text.matchAll(/“([^”]+)”/gu)].map(([, line = '']) => line);

describe('people without a model', () => {
  it('state no fact that they do not hold, wherever and whenever they are asked', async () => {
    let said = 0;
    for (const seed of [1, 2, 3, 6, 10, 13, 15]) {
      const playing = new Playing(opened(seed));
      for (let turn = 1; turn <= 20; turn += 1) {
        const stand = standIn(playing);
        const { suggestions, world } = playing;
        const [present] = playing.state.session.world_state.npcs_present;
        const text =
          turn % 2 === 0 && present !== undefined
            ? `Ask ${present} about ${world.things[turn % world.things.length]?.name}`
            : (suggestions[turn % suggestions.length] ?? 'Look around');
        const outcome = await playing.act(text);
        if (outcome.kind !== 'applied') continue;
        const events = outcome.result.action_result;
        for (const line of spoken(events.ai_response)) {
          const speaker = world.people.find(
            ({ name }) =>
              playing.state.session.world_state.npcs_present.includes(name) &&
              events.ai_response.includes(name.split(' ')[0] ?? name),
          );
          if (speaker === undefined) continue;
          for (const fact of factsStated(world, stand, line)) {
            said += 1;
            const holders = world.people.filter(({ id }) => holds(stand, id, fact));
            const isCommon = world.commonKnowledge.includes(factText(world.snapshot, stand, fact) ?? '');
            expect(isCommon || holders.length > 0, `${seed}/${turn}: ${line}`).toBe(true);
          }
        }
      }
    }
    expect(said).toBeGreaterThan(20);
  });

  it('go on in a session of a version that counted no lines', async () => {
    const session = opened(7);
    const before = playStateOf(session.state);
    const { lines: _, forms: __, ...kept } = mindsOf(before.hidden);
    const reality = kept as unknown as Hidden['reality'];
    const state = { ...before, hidden: { ...before.hidden, reality } };
    const playing = new Playing({ ...session, state });
    for (const text of ['Look around', 'Ask Dajun where the Blank Charter is']) {
      expect((await playing.act(text)).kind).toBe('applied');
    }
    expect(mindsOf(playing.state.hidden).lines.said).toBeGreaterThan(0);
  });

  it('answer one question differently when they believe different things', async () => {
    const playing = new Playing(opened(7));
    const [asked, told] = ['Hahara Harrish', 'Dajun Zafouk'];
    await playing.act('I tell Dajun that the Blank Charter is in Dahiya Clinic.');
    await playing.act('Ask Dajun where the Blank Charter is');
    await playing.act('Ask Hahara where the Blank Charter is');
    const [, fromDajun = '', fromHahara = ''] = playing.narratives;
    expect(spoken(fromDajun).join(' ')).toContain('Dahiya Clinic');
    expect(spoken(fromHahara).join(' ')).not.toContain('Dahiya Clinic');
    const stand = standIn(playing);
    const where = (name: string) =>
      whereaboutsOf(playing.world, stand, person(playing.world, name).id).find(
        (each) => each.name === 'The Blank Charter',
      )?.at;
    expect(where(told)).toBe('Dahiya Clinic');
    expect(where(asked)).not.toBe('Dahiya Clinic');
  });

  it('keep to themselves what the character has not been told, and tell it only once', async () => {
    const playing = new Playing(opened(3));
    const [present = ''] = playing.state.session.world_state.npcs_present;
    const { id } = person(playing.world, present);
    const unshared = () =>
      factsOf(playing.world, standIn(playing), id, '').filter(({ isShared }) => !isShared);
    const before = unshared().length;
    await playing.act(`Talk to ${present}`);
    expect(unshared().length).toBeLessThan(before);
    await playing.act(`Talk to ${present}`);
    const [first, second] = playing.narratives.map(spoken);
    expect(second).not.toEqual(first);
  });
});

describe('what an action lets people perceive', () => {
  it('is known to those who were there and to nobody else', async () => {
    const playing = new Playing(opened(7));
    const present = playing.state.session.world_state.npcs_present;
    await playing.act('Attack Taqir');
    const stand = standIn(playing);
    const [fact = ''] = Object.keys(mindsOf(playing.state.hidden).facts).filter((id) =>
      id.startsWith('saw-'),
    );
    const knowing = playing.world.people.filter(({ id }) => holds(stand, id, fact)).map(({ name }) => name);
    expect(knowing.sort()).toEqual([...present].sort());
    expect(knowing.length).toBeLessThan(playing.world.people.length);
  });

  it('is where the character is: those whom it leaves do not know what it does elsewhere', async () => {
    const playing = new Playing(opened(13));
    const [left = ''] = playing.state.session.world_state.npcs_present;
    await playing.act('Go to the Bitter Quay');
    const { world } = playing;
    const { beliefs } = mindsOf(playing.state.hidden);
    const seenBy = (name: string) =>
      believes(beliefs, [person(world, name).id], 'location', world.playerId)?.value;
    expect(believes(beliefs, [], 'location', world.playerId)?.value).toBe('bitter_quay');
    expect(seenBy('Vimene Felds')).toBe('bitter_quay');
    expect(seenBy(left)).not.toBe('moth_bell_tower_2');
  });

  it('is that a thing is in the character’s hands, to those who see it taken', async () => {
    const playing = new Playing(opened(2));
    await playing.act('Take the Red Folder');
    const { world } = playing;
    const { beliefs } = mindsOf(playing.state.hidden);
    const [thing] = world.things.filter(({ name }) => name === 'The Red Folder');
    const believedBy = (id: string) => believes(beliefs, [id], 'location', thing?.id ?? '')?.value;
    for (const name of playing.state.session.world_state.npcs_present) {
      expect(believedBy(person(world, name).id)).toBe(world.playerId);
    }
    const away = world.people.filter(
      ({ home }) => home !== playing.state.session.world_state.current_location,
    );
    expect(away.some(({ id }) => believedBy(id) === world.playerId)).toBe(false);
  });

  it('is a claim only when it is one', () => {
    const { world } = new Playing(opened(7));
    const places = (text: string) => claimsOf(world, text).map(({ subject, value }) => [subject, value]);
    expect(places('The Blank Charter is in Dahiya Clinic.')).toEqual([['blank_charter', 'dahiya_clinic']]);
    expect(places('Is the Blank Charter in Dahiya Clinic?')).toEqual([]);
    expect(places('The Blank Charter is not in Dahiya Clinic.')).toEqual([]);
    expect(places('Ask where in Dahiya Clinic the Blank Charter is')).toEqual([]);
    expect(places('I walk to Dahiya Clinic.')).toEqual([]);
  });
});

describe('a line that a model writes', () => {
  const playing = new Playing(opened(2));
  const { world } = playing;
  const stand = standIn(playing);
  const tamara = person(world, 'Tamara Volak');
  const secretOf = (name: string) => {
    const { id } = person(world, name);
    return factText(world.snapshot, stand, `secret-${id}-1`) ?? '';
  };
  const present = playing.state.session.world_state.npcs_present;
  const checked = (narrative: string, says?: string) =>
    checkLines(
      world,
      stand,
      {
        ...answerOf(narrative),
        ...(says === undefined
          ? {}
          : { npc_updates: [{ name: tamara.name, says, disposition: 0, because: 'asked' }] }),
      },
      { seq: 1, text: 'I ask: “What do you know?”', present },
    );

  it('is replaced everywhere when it gives away what its speaker can’t know', () => {
    const stolen = `They say ${secretOf('Ludmila Sokanov')}.`;
    const { answer, leaks: count } = checked(`Tamara leans in. “${stolen}” Then she leaves.`, stolen);
    expect(count).toBe(1);
    expect(answer.narrative).not.toContain(stolen);
    expect(answer.npc_updates[0]?.says).not.toContain(stolen);
    expect(answer.narrative).toContain(`“${answer.npc_updates[0]?.says}”`);
    expect(answer.narrative).toMatch(/^Tamara leans in\. “[^”]+” Then she leaves\.$/u);
  });

  it('is replaced when it is only quoted, with nobody declared to say it', () => {
    const stolen = `Listen: ${secretOf('Ludmila Sokanov')}.`;
    const { answer, leaks: count } = checked(`Tamara nods. “${stolen}”`);
    expect(count).toBe(1);
    expect(answer.narrative).not.toContain(stolen);
  });

  it('stands when its speaker knows it, and so do the player’s own words', () => {
    const own = `I will tell you: ${secretOf('Tamara Volak')}.`;
    expect(checked(`“${own}” Tamara sighs.`, own)).toMatchObject({
      leaks: 0,
      answer: { narrative: `“${own}” Tamara sighs.` },
    });
    expect(checked('“What do you know?” you ask.').answer.narrative).toBe('“What do you know?” you ask.');
  });

  it('may speak of what its speaker was told just now', () => {
    const secret = secretOf('Ludmila Sokanov');
    const told = {
      ...stand,
      minds: {
        ...stand.minds,
        [tamara.id]: {
          ...stand.minds[tamara.id],
          heard: [{ from: world.playerId, text: `You know, ${secret}.` }],
        },
      },
    } as Stand;
    expect(leaks(world, stand, tamara.id, `So ${secret}?`)).toBe(true);
    expect(leaks(world, told, tamara.id, `So ${secret}?`)).toBe(false);
  });

  it('names nobody whom its speaker has not heard of', () => {
    const heard = [
      ...factsOf(world, stand, tamara.id, '').map(({ text }) => text),
      ...world.commonKnowledge,
      ...tamara.wants,
      tamara.description,
      world.premise,
    ].join(' ');
    const unknown = world.people.find(
      ({ id, name }) =>
        id !== tamara.id &&
        stand.personas[tamara.id]?.relationships[id] === undefined &&
        believes(stand.beliefs, [tamara.id], 'location', id) === null &&
        !heard.includes(name) &&
        !heard.includes(name.split(' ')[0] ?? name),
    );
    expect(unknown).toBeDefined();
    expect(leaks(world, stand, tamara.id, `Ask ${unknown?.name} about it.`), unknown?.name).toBe(true);
  });
});

describe('a session’s minds', () => {
  it('stay bounded, however long it is played', async () => {
    const playing = await playThrough(new Playing(opened(6)), 60);
    const minds = mindsOf(playStateOf(playing.state).hidden);
    for (const { entries } of Object.values(minds.beliefs.stores)) {
      expect(Object.keys(entries).length).toBeLessThanOrEqual(256);
    }
    expect(Object.values(minds.heard).every((lines) => lines.length <= 8)).toBe(true);
    expect(minds.told.length).toBeLessThanOrEqual(600);
    expect(JSON.stringify(playing.state).length).toBeLessThan(250_000);
    expect(splitSentences(playing.narratives.join(' ')).length).toBeGreaterThan(60);
  });
});
