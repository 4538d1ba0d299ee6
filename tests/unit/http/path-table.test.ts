import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedRequestError } from '../../../src/errors.js';
import { PathTable } from '../../../src/http/path-table.js';

const table = new PathTable([
  ['/', 'root'],
  ['/tasks', 'list'],
  ['/tasks/{id}', 'task'],
  ['/tasks/{id}/events', 'events'],
  ['/tasks/batch', 'batch'],
  ['/tasks/batch/items/{item}', 'item'],
  ['/{kind}/{id}/turns/{turn}', 'turn'],
] as const);

describe('a path', () => {
  it.each([
    ['/', 'root', {}],
    ['/tasks', 'list', {}],
    ['/tasks/7', 'task', { id: '7' }],
    ['/tasks/7/events', 'events', { id: '7' }],
    ['/tasks/7/turns/3', 'turn', { kind: 'tasks', id: '7', turn: '3' }],
  ])('%s leads to what stands under its pattern', (path, value, params) => {
    expect(table.find(path)).toEqual({ value, params });
  });

  it('leads to a name before it leads to a parameter', () => {
    expect(table.find('/tasks/batch')).toEqual({ value: 'batch', params: {} });
  });

  it('that begins as a named one and goes on as another is found all the same', () => {
    expect(table.find('/tasks/batch/events')).toEqual({ value: 'events', params: { id: 'batch' } });
    expect(table.find('/tasks/batch/turns/1')).toMatchObject({ value: 'turn' });
  });

  it('may end with a slash, and has its case', () => {
    expect(table.find('/tasks/7/')).toEqual({ value: 'task', params: { id: '7' } });
    expect(table.find('/tasks//')).toBeUndefined();
    expect(table.find('/Tasks/7')).toBeUndefined();
  });

  it.each(['/other', '/tasks/7/events/1', '/tasks//events', '//tasks', '/__proto__'])(
    '%j leads nowhere',
    (path) => {
      expect(table.find(path)).toBeUndefined();
    },
  );

  it('gives any text as its parameter that is escaped in it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (id) => {
        expect(table.find(`/tasks/${encodeURIComponent(id)}/events`)).toEqual({
          value: 'events',
          params: { id },
        });
      }),
    );
  });

  it('whose escapes are none is refused', () => {
    expect(() => table.find('/tasks/%zz')).toThrow(MalformedRequestError);
  });
});
