import { z } from 'zod';
import type { JsonSchema } from '../../llm/port.js';
import { cutAtWord, plainText } from '../../narrative/plain-text.js';
import { clamp } from '../../simulation/numbers.js';

/**
 * A part of the combined answer: how a model is asked for it, and how what it says is read. A model's answer is never
 * refused for one bad field: numbers are clamped, texts are cut, lists are shortened, and what can't be used is dropped.
 */
export interface Section<T> {
  readonly ask: JsonSchema;
  readonly read: z.ZodType<T>;
  /** What it is when the answer lacks it or it is of no use: nothing changes. */
  readonly none: T;
}

/** Text on one line of at most `max` characters; blank text isn't any. */
export function line(max: number): z.ZodType<string> {
  return z
    .string()
    .transform((text) => cutAtWord(plainText(text).replace(/\s+/gu, ' ').trim(), max))
    .pipe(z.string().min(1));
}

/** Prose of at most `max` characters that keeps its line breaks; blank text isn't any. */
export function prose(max: number): z.ZodType<string> {
  return z
    .string()
    .transform((text) => cutAtWord(plainText(text).trim(), max))
    .pipe(z.string().min(1));
}

/** A number, also one in quotes, clamped. */
export function between(low: number, high: number): z.ZodType<number> {
  return z
    .union([z.number(), z.string().trim().min(1).transform(Number)])
    .pipe(z.number())
    .transform((value) => clamp(value, low, high));
}

/** The same, rounded. */
export function wholeBetween(low: number, high: number): z.ZodType<number> {
  // Adding 0 makes -0, which JSON has no word for, 0.
  return between(low, high).transform((value) => Math.round(value) + 0);
}

/** One of some words, in any case. */
export function oneOf<const W extends string>(words: readonly W[]): z.ZodType<W> {
  return z
    .string()
    .transform((word) =>
      word
        .trim()
        .toLowerCase()
        .replace(/[\s-]+/g, '_'),
    )
    .pipe(z.enum(words));
}

/** Absent unless it can be used. */
export function maybe<T>(schema: z.ZodType<T>): z.ZodType<T | undefined> {
  return z.preprocess((value) => value ?? undefined, schema.optional()).catch(undefined);
}

/** The first `max` entries of a list that can be used; without a list, none. */
export function usable<T>(schema: z.ZodType<T>, max: number): z.ZodType<readonly T[]> {
  return z
    .array(z.unknown())
    .transform((entries) =>
      entries
        .slice(0, MOST_LOOKED_AT)
        .flatMap((entry) => {
          const read = schema.safeParse(entry);
          return read.success ? [read.data] : [];
        })
        .slice(0, max),
    )
    .catch([]);
}

/** The members that are there; undefined when none is. */
export function present<T extends object>(members: T): T | undefined {
  const there = Object.entries(members).filter(([, value]) => value !== undefined);
  return there.length === 0 ? undefined : (Object.fromEntries(there) as T);
}

const MOST_LOOKED_AT = 50;

export const LINE = 200;
export const NAME = 120;
export const NOTE = 1_000;
export const STORY_TEXT = 8_000;

/** Why something changes, in a clause that cites the action or the story. */
export const because = line(400);
export const askBecause: JsonSchema = { type: 'string', description: 'Why, citing the action or the story' };
export const askConfidence: JsonSchema = { type: 'number', description: 'from 0 to 1' };

export function askWord(words: readonly string[]): JsonSchema {
  return { type: 'string', enum: words };
}

export function askList(items: JsonSchema, max: number, what = ''): JsonSchema {
  return { type: 'array', description: `0 to ${max} entries${what === '' ? '' : `; ${what}`}`, items };
}

/** A text, or null for none. */
export function askText(description: string): JsonSchema {
  return { type: 'string', nullable: true, description };
}
