import { describe, expect, it } from 'vitest';
import { preferredWait } from '../../../src/http/preferences.js';

describe('the wait that a Prefer header asks for', () => {
  it.each([
    ['wait=10', 10],
    ['WAIT = 10', 10],
    ['wait="10"', 10],
    ['respond-async, wait=10; strict', 10],
    ['return=minimal,wait=5,wait=50', 5],
    ['foo="a, wait=9", wait=3', 3],
    ['wait=0', 0],
    ['wait=999', 60],
  ])('%s is read', (header, seconds) => {
    expect(preferredWait(header)).toBe(seconds);
  });

  it.each([
    undefined,
    '',
    'wait',
    'wait=',
    'wait=-1',
    'wait=1.5',
    'wait=soon',
    'waiting=5',
    '"wait=5',
    ',,,',
    'x='.repeat(8000),
  ])('%s is ignored', (header) => {
    expect(preferredWait(header)).toBe(0);
  });
});
