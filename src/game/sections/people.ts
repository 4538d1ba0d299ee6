import { z } from 'zod';
import type { JsonSchema } from '../../llm/port.js';
import {
  askBecause,
  askList,
  askText,
  because,
  line,
  maybe,
  NAME,
  NOTE,
  type Section,
  usable,
  wholeBetween,
} from './section.js';

/** What somebody of the world does, says and becomes through the action. */
export interface PersonUpdate {
  readonly name: string;
  /** What it says aloud, word for word; only those who are present can. */
  readonly says?: string | undefined;
  /** What it does, in a clause. */
  readonly does?: string | undefined;
  /** A word for how it is after that: `idle`, `hurt`, `dead` and others. */
  readonly status?: string | undefined;
  /** Place where it goes. */
  readonly location?: string | undefined;
  /** Added to its disposition towards the character, -20..20. */
  readonly disposition: number;
  readonly because: string;
}

export const MOST_PERSON_UPDATES = 6;

const ask: JsonSchema = askList(
  {
    type: 'object',
    required: ['name', 'because'],
    properties: {
      name: { type: 'string', description: 'Of somebody of this world' },
      says: askText('What it says aloud, word for word and without quotation marks, or null'),
      does: askText('What it does, in a clause, or null'),
      status: askText('A word for how it is after that: idle, hurt, dead or another; null for no change'),
      location: askText('Place where it goes, or null'),
      disposition: {
        type: 'integer',
        nullable: true,
        description: 'Added to what it feels for the character, from -20 to 20',
      },
      because: askBecause,
    },
  },
  MOST_PERSON_UPDATES,
);

const update: z.ZodType<PersonUpdate> = z.object({
  name: line(NAME),
  says: maybe(line(400)),
  does: maybe(line(NOTE)),
  status: maybe(line(60)),
  location: maybe(line(NAME)),
  disposition: wholeBetween(-20, 20).catch(0),
  because,
});

export const peopleSection: Section<readonly PersonUpdate[]> = {
  ask,
  read: usable(update, MOST_PERSON_UPDATES),
  none: [],
};
