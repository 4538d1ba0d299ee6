import { describe, expect, it } from 'vitest';
import { EventBus } from '../../../src/simulation/event-bus.js';

describe('the event bus of a run', () => {
  it('tells listeners at once, in the order in which they subscribed', () => {
    const bus = new EventBus();
    const heard: string[] = [];
    bus.on('turn_start', ({ turn }) => heard.push(`first ${turn}`));
    bus.on('turn_start', ({ turn }) => heard.push(`second ${turn}`));
    bus.emit('turn_start', { turn: 3 });
    expect(heard).toEqual(['first 3', 'second 3']);
  });

  it('lets no listener that throws keep the others from hearing', () => {
    const errors: unknown[] = [];
    const bus = new EventBus((error) => errors.push(error));
    const heard: number[] = [];
    const trouble = new Error('not today');
    bus.on('turn_start', () => {
      throw trouble;
    });
    bus.on('turn_start', ({ turn }) => heard.push(turn));
    bus.emit('turn_start', { turn: 1 });
    expect([heard, errors]).toEqual([[1], [trouble]]);
  });

  it('tells nobody of what nobody listens to, and no one who has left', () => {
    const bus = new EventBus();
    const heard: number[] = [];
    const leave = bus.on('narrative_update', ({ turn }) => heard.push(turn));
    bus.emit('turn_start', { turn: 1 });
    leave();
    bus.emit('narrative_update', { turn: 1, prose: 'x' });
    expect(heard).toEqual([]);
  });
});
