import { z } from 'zod';
import { RULE_BY_ACTION } from './action-rules.js';
import { slug } from './text.js';

/**
 * The file of professions (`data/professions.json`): which words of a character's profession mean one, what it makes
 * somebody lean to, and how readily it acts. A run keeps the rules of its cast in its snapshot, so that later edits
 * change nothing.
 */

const action = z.string().refine((name) => RULE_BY_ACTION.has(name), 'must be an action of the game');
/** Words as they stand in a profession's name: whole words, in small letters. */
const words = z
  .array(z.string().regex(/^[\p{Ll}\p{N}]+$/u, 'must be one word in small letters'))
  .min(1)
  .max(40);

const professionSchema = z.strictObject({
  id: slug(),
  words,
  /** Added to an action's score. */
  bonuses: z.record(action, z.number().min(-0.3).max(0.3)).default({}),
  /** Words that narrow it down, and the actions that then gain another .15. */
  specialisations: z
    .array(z.strictObject({ words, actions: z.array(action).min(1).max(10) }))
    .max(10)
    .default([]),
  /** Scores below it aren't worth acting on. */
  threshold: z.number().min(0.1).max(0.5).default(0.3),
  /** What somebody does when nothing is. */
  default_action: action.default('observe'),
  /** Its own words for actions of the game. */
  verbs: z.record(slug(), action).default({}),
});

export const professionFileSchema = z
  .strictObject({ professions: z.array(professionSchema).max(100) })
  .superRefine(({ professions }, context) => {
    const seen = new Set<string>();
    for (const { id, verbs } of professions) {
      if (seen.has(id)) context.addIssue({ code: 'custom', message: `"${id}" is used twice` });
      seen.add(id);
      for (const verb of Object.keys(verbs)) {
        if (RULE_BY_ACTION.has(verb)) {
          context.addIssue({
            code: 'custom',
            message: `"${id}": "${verb}" is an action of the game already`,
          });
        }
      }
    }
  });

export type Profession = z.infer<typeof professionSchema>;
