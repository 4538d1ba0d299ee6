import { actionAnswer } from './action-answer.js';
import { compromises, outcomes } from './direct-cases.js';
import { scenarioAnswer } from './scenario-answer.js';
import type { GenerateBody, WireSchema } from './wire.js';
import { promptText, userText } from './wire.js';

/**
 * Answers that fit: any schema is filled in, and the fields of our `decide`, `direct` and `chronicle` answers get values
 * that the engine can use, taken from the prompt.
 */

interface Writer {
  readonly user: string;
  readonly prompt: string;
  readonly random: () => number;
  /** The action that was chosen: the target, which comes later in the schema, must suit it. */
  action?: string;
}

const EVENT_ID = /\bt\d{4}-e\d{3}\b/g;
const NAME = /\b\p{Lu}[\p{Ll}'’-]+(?: \p{Lu}[\p{Ll}'’-]+)*/gu;
/** Capitalised words that begin a line or a sentence and are nobody's name. */
const NO_NAMES = new Set(
  'The A An In On At To And But For From With Event Events Turn Time Day Actor Target Outcome Type Place Dialogue'.split(
    ' ',
  ),
);

const LINES = [
  'Stay close, and keep your eyes on that door.',
  'Tell me what you saw, all of it.',
  'We look first. Then we decide.',
  'Something here was moved, and not long ago.',
  'I will not leave this half done.',
];
const THOUGHTS = [
  'If I look closely now, I will know more before anyone moves.',
  'Nobody has said it yet, but we are running out of time.',
  'Better to act on what I know than to wait for what I fear.',
];
const HAPPENINGS = [
  'did what the moment asked for, and the room took note of it',
  'went on without hurry, as if there were time enough',
  'made a choice that could not be taken back',
  'held still for a breath before moving again',
];

/** The text of an answer: JSON that fits the request's schema, or a paragraph when it has none. */
export function fittingAnswer(body: GenerateBody, random: () => number): string {
  const writer: Writer = { user: userText(body), prompt: promptText(body), random };
  const schema = body.generationConfig?.responseSchema;
  if (schema === undefined) return prose(writer);
  return JSON.stringify(
    scenarioAnswer(writer.prompt, random) ?? actionAnswer(writer.prompt, random) ?? fill(schema, '', writer),
  );
}

function fill(schema: WireSchema, name: string, writer: Writer): unknown {
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([key, property]) => [key, fill(property, key, writer)]),
      );
    case 'array':
      return list(name, writer);
    case 'string':
      return text(schema, name, writer);
    case 'integer':
      return 1;
    case 'number':
      return 0.5;
    case 'boolean':
      return writer.random() < 0.5;
    default:
      return null;
  }
}

function list(name: string, writer: Writer): readonly unknown[] {
  const choose = <Item>(items: readonly Item[]) => pick(items, writer);
  switch (name) {
    case 'mentioned_event_ids':
      return eventIds(writer);
    case 'compromises':
      return compromises(writer.user, choose);
    case 'outcomes':
      return outcomes(writer.user, choose);
    default:
      return [];
  }
}

function text(schema: WireSchema, name: string, writer: Writer): string | null {
  if (name === 'action') {
    const choices = schema.enum ?? [...options(writer).keys()];
    writer.action = pick(choices, writer) ?? 'observe';
    return writer.action;
  }
  if (name === 'target') {
    const targets = options(writer).get(writer.action ?? '') ?? [];
    const fitting = schema.enum === undefined ? targets : targets.filter((id) => schema.enum?.includes(id));
    return pick(fitting, writer) ?? (schema.nullable === true ? null : (schema.enum?.[0] ?? 'none'));
  }
  if (schema.enum !== undefined) return pick(schema.enum, writer) ?? null;
  if (name === 'prose') return prose(writer);
  if (name === 'thought') return pick(THOUGHTS, writer) ?? null;
  if (name === 'dialogue') return pick([...LINES, ...knownFacts(writer)], writer) ?? null;
  return schema.nullable === true ? null : `${name === '' ? 'text' : name} as the prompt has it`;
}

/** What the prompt says that the character knows, as lines of speech: `- the hatch is open [f1; …; reliability 1]`. */
function knownFacts({ user }: Writer): string[] {
  return [...user.matchAll(/^- (.+) \[[^\]]*\breliability\b[^\]]*\]$/gm)].map(
    ([, fact]) => `Listen: ${fact}.`,
  );
}

/** The options that the prompt lists, each with its targets: `- search (inclination 0.5); targets: hatch, crate`. */
function options({ user }: Writer): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const [, action, rest] of user.matchAll(/^\s*[-*]\s*`?([a-z]+(?:_[a-z]+)*)`?\b(.*)$/gm)) {
    if (action === undefined) continue;
    const targets = /\btargets?\b:?\s*([^);]*)/i.exec(rest ?? '')?.[1] ?? '';
    found.set(action, targets.match(/[a-z0-9][a-z0-9_-]*/g) ?? []);
  }
  return found;
}

function eventIds({ user }: Writer): string[] {
  return [...new Set(user.match(EVENT_ID) ?? [])];
}

/** A sentence for each event's line, with the names that the line mentions; else for the names of the prompt. */
function prose(writer: Writer): string {
  const lines = writer.user.split('\n').filter((line) => line.search(EVENT_ID) !== -1);
  const sources = lines.length > 0 ? lines : [writer.prompt];
  const sentences = sources.map((line) => {
    const names = [...new Set(line.match(NAME) ?? [])].filter((name) => !NO_NAMES.has(name)).slice(0, 3);
    const subject = names.length > 0 ? names.join(' and ') : 'the whole place';
    return `Just then ${subject} ${pick(HAPPENINGS, writer)}.`;
  });
  return sentences.join(' ');
}

function pick<Item>(items: readonly Item[], { random }: Writer): Item | undefined {
  return items[Math.floor(random() * items.length)];
}
