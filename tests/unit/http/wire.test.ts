import { EventEmitter } from 'node:events';
import type { Response } from 'express';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { ValidationError } from '../../../src/errors.js';
import { EventStream } from '../../../src/http/event-stream.js';
import { cursorOf, paged, readCursor } from '../../../src/http/paging.js';
import { escapeHtml, storyAsHtml, storyAsPlainText } from '../../../src/http/story-text.js';
import { namesTag, strongTag, toWire } from '../../../src/http/wire.js';
import { nearNames } from '../../../src/store/characters.js';

describe('wire names', () => {
  it('are in snake_case at every depth, and leave values and data keys alone', () => {
    expect(
      toWire({ eventId: 't1', nested: [{ agentId: 'camelCase' }], properties: { isOpen: true }, x2Y: null }),
    ).toEqual({
      event_id: 't1',
      nested: [{ agent_id: 'camelCase' }],
      properties: { isOpen: true },
      x2_y: null,
    });
  });
});

describe('an entity tag', () => {
  it('is the same for the same value and another for another', () => {
    expect(strongTag('{"a":1}')).toBe(strongTag('{"a":1}'));
    expect(strongTag('{"a":1}')).not.toBe(strongTag('{"a":2}'));
  });

  it.each([
    ['"a"', true],
    ['W/"a"', true],
    ['"b", "a"', true],
    ['*', true],
    ['a', false],
    ['"A"', false],
    ['', false],
    [undefined, false],
  ])('"a" is named by %s: %s', (header, named) => {
    expect(namesTag(header, '"a"')).toBe(named);
  });
});

describe('a page', () => {
  it('ends where the rows end', () => {
    expect(paged([1, 2], 2, '/x', (n) => n)).toEqual({ page: [1, 2], nextCursor: null, link: undefined });
  });

  it('says what comes after its last row', () => {
    const { page, nextCursor, link } = paged(['a', 'b', 'c'], 2, '/x', (id) => id);
    expect(page).toEqual(['a', 'b']);
    expect(readCursor(nextCursor ?? undefined, z.string(), '')).toBe('b');
    expect(link).toBe(`</x?limit=2&cursor=${nextCursor}>; rel="next"`);
  });

  it('starts at the beginning without a cursor, and refuses a cursor of another list', () => {
    expect(readCursor(undefined, z.int(), 0)).toBe(0);
    expect(() => readCursor(cursorOf('name'), z.int(), 0)).toThrow(ValidationError);
    expect(() => readCursor('%%%', z.int(), 0)).toThrow(ValidationError);
  });
});

describe('the text of a story', () => {
  it('has headings and paragraphs, and nothing else becomes an element', () => {
    const html = storyAsHtml('T', '# A\n## B\nOne\ntwo\n\n### not a heading\n#neither\n\n<p onclick="x">');
    expect(html.slice(html.indexOf('<article>'), html.indexOf('</article>'))).toBe(
      '<article>\n<h1>A</h1>\n<h2>B</h2>\n<p>One\ntwo</p>\n<p>### not a heading\n#neither</p>\n<p>&#60;p onclick=&#34;x&#34;&#62;</p>\n',
    );
  });

  it('is plain without the marks', () => {
    expect(storyAsPlainText('# A\n\n## B\n\nOne.\n')).toBe('A\n\nB\n\nOne.\n');
  });

  it('has every character with a meaning escaped', () => {
    expect(escapeHtml(`&<>"'`)).toBe('&#38;&#60;&#62;&#34;&#39;');
  });
});

describe('names near a name', () => {
  it.each([
    ['Alcie', ['Alice']],
    ['alic', ['Alice']],
    ['Bpb', ['Bob']],
    ['Engineer', ['engineer']],
    ['Zarathustra', []],
    ['', []],
  ])('%s: %j', (wanted, near) => {
    expect(nearNames(wanted, ['Alice', 'Bob', 'engineer', 'scientist'])).toEqual(near);
  });

  it('are three at most, the nearest first', () => {
    expect(nearNames('anna', ['anne', 'hanna', 'anna-b', 'ann', 'anna'])).toEqual(['anna', 'ann', 'anne']);
  });
});

describe('an event stream', () => {
  it('is kept open by a comment every 15 seconds until it closes', () => {
    vi.useFakeTimers();
    const written: string[] = [];
    const response = Object.assign(new EventEmitter(), {
      status: () => response,
      set: () => response,
      flushHeaders: () => undefined,
      write: (text: string) => written.push(text) > 0,
      end: () => response.emit('close'),
    });
    const stream = new EventStream(response as unknown as Response);
    vi.advanceTimersByTime(30_000);
    stream.close();
    vi.advanceTimersByTime(30_000);
    vi.useRealTimers();
    expect(written).toEqual(['retry: 1000\n\n', ': keep-alive\n\n', ': keep-alive\n\n']);
  });
});
