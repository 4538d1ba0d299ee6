import { z } from 'zod';
import type { LoreReason, LoreRejection } from '../reality/lore/trace.js';
import { keysInOrder } from '../simulation/numbers.js';
import type { LoreReading } from '../store/lore-traces.js';
import { number, text } from './described.js';

export const LORE_REJECTIONS = [
  'disabled',
  'filter',
  'delay',
  'cooldown',
  'recursion',
  'no_key',
  'secondary',
  'group',
  'probability',
  'budget',
] as const satisfies readonly LoreRejection[];

const insertedSchema = z
  .object({
    uid: text('Of the entry: `character/uid` of a character’s own book, `lorebook:uid` of a lorebook'),
    reason: z.enum(['constant', 'sticky', 'key', 'decorator']).meta({
      description: 'What brought it: it always comes, it was in mind still, a key, or a line of its content',
    }),
    key: text('Of its keys the one that was found').optional(),
    secondary: text('Of its secondary keys the first that was found').optional(),
    message_index: number(
      'In which message that was, from 0 for the oldest read; absent when another entry holds the key',
    ).optional(),
    loop: number('In which round of the scan, from 0; later ones read what came before'),
    roll: number('What was drawn, 0..100, when it came by chance').optional(),
    group: text('Its group, of which no other entry came').optional(),
    tokens: number('What it takes of the budget'),
    budget_after: number('What was left then'),
    given_to: z.array(z.string()).meta({
      description: 'Ids of the characters who had it before them when they decided: those who may know it',
    }),
  })
  .meta({ id: 'InsertedLore' });

const loreTurnSchema = z
  .object({
    turn: z.number(),
    message_count: number('Messages so far: the opening, and one for each turn'),
    messages_read: number('How many of the newest the scan had before it'),
    budget: number('Tokens that lore may take'),
    used: number('Tokens that it took'),
    inserted: z.array(insertedSchema).meta({ description: 'What came to mind, in the order of its coming' }),
    rejected: z
      .array(
        z.object({
          uid: z.string(),
          rejected: z.enum(LORE_REJECTIONS).meta({ description: 'What kept it away in the end' }),
        }),
      )
      .meta({ description: 'What did not come' }),
  })
  .meta({ id: 'LoreTurn' });

export const loreTraceSchema = z
  .object({
    simulation_id: text('Id of the simulation'),
    turns: z.array(loreTurnSchema).meta({ description: 'Turns with lore, in order' }),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: 'LoreTrace' });

/** What a reader of a trace is after; absent fields let everything through. */
export interface LoreFilter {
  readonly uid?: string | undefined;
  /** Id of who had it before it. */
  readonly character?: string | undefined;
  readonly outcome?: 'inserted' | 'rejected' | undefined;
  readonly rejected?: LoreRejection | undefined;
}

export function loreTurnAnswer(
  { turn, lore, briefs }: LoreReading,
  { uid, character, outcome, rejected }: LoreFilter,
): z.output<typeof loreTurnSchema> {
  const givenTo = (entry: string) => keysInOrder(briefs).filter((id) => briefs[id]?.includes(entry));
  const isAsked = (entry: string) => uid === undefined || entry === uid;
  const came = lore.inserted.filter(
    (reason) => isAsked(reason.uid) && (character === undefined || briefs[character]?.includes(reason.uid)),
  );
  const stayedAway = LORE_REJECTIONS.filter((why) => rejected === undefined || why === rejected).flatMap(
    (why) => (lore.rejected[why] ?? []).filter(isAsked).map((entry) => ({ uid: entry, rejected: why })),
  );
  return {
    turn,
    message_count: lore.messageCount,
    messages_read: lore.messagesRead,
    budget: lore.budget,
    used: usedBy(lore.inserted),
    inserted:
      outcome === 'rejected' || rejected !== undefined
        ? []
        : came.map((reason) => ({ ...reason, given_to: givenTo(reason.uid) })),
    rejected: outcome === 'inserted' || character !== undefined ? [] : stayedAway,
  };
}

function usedBy(inserted: readonly LoreReason[]): number {
  return inserted.reduce((sum, { tokens }) => sum + tokens, 0);
}
