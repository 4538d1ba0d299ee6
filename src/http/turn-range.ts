import { z } from 'zod';

/** The turns that a request is about. */
export const EVERY_TURN = { from: 1, to: 9_999 };

export const turnRange = z
  .string()
  .regex(/^\d{1,4}(-\d{1,4})?$/, 'must be a turn, like 7, or turns, like 3-12')
  .transform((text) => {
    const [from = 0, to = from] = text.split('-').map(Number);
    return { from, to };
  })
  .refine(({ from, to }) => from <= to, 'must name the earlier turn first')
  .optional()
  .meta({ type: 'string', description: 'Only these turns, like `7` or `3-12`' });
