import { z } from 'zod';
import { also, number, oneOf, text, texts, yes } from './described.js';

/** What somebody decided, and what the laws said to it, as a turn's record shows them. */

export const dialogueSchema = z
  .object({
    text: text('What is said'),
    to: texts('Ids of those spoken to'),
    volume: z.enum(['whisper', 'normal', 'loud']).meta({ description: 'How far it carries' }),
  })
  .meta({ id: 'Dialogue' });

export const actionSchema = z
  .object({
    action_id: text('Unique in the simulation'),
    actor_id: text('Who acts'),
    type: text('Kind of action: `move`, `search`, `communicate`, …'),
    ...also({
      verb: text('The finer word for it'),
      target: text('Id of whom or what it is aimed at'),
      intensity: oneOf(['low', 'normal', 'high', 'extreme'], 'With how much force'),
      duration: number('In turns'),
      range: number('Metres'),
      resources: texts('Ids of what it needs for itself'),
      goals: texts('Ids of the goals that it serves'),
      dialogue: dialogueSchema.meta({ description: 'What is said with it' }),
      thought: text('The reasons'),
      priority: oneOf(['low', 'normal', 'high', 'critical'], 'How much depends on it'),
      belief_updates: z
        .array(
          z.object({
            subject: text('Whom or what it is about'),
            property: text('Of it'),
            value: z.unknown().meta({ description: 'What the character takes it to be' }),
            confidence: number('0..1'),
            because: text('Why'),
          }),
        )
        .meta({ description: 'What the character concludes' }),
      expects: z
        .object({ subject: text('Id of whom or what is looked for'), source: text('Where that is from') })
        .meta({ description: 'What a move is made for' }),
      degraded: text('Why the model did not decide; absent when it did'),
    }),
  })
  .meta({ id: 'Decision' });

const violationSchema = z
  .object({
    law_code: text(
      '`E001` causality, `E002` resources, `E003` physics, `E004` narrative, `E005` social; `E000` none',
    ),
    law_name: text('In a word'),
    severity: oneOf(['warning', 'error', 'critical'], 'How bad it is'),
    description: text('What is wrong'),
    affected_entities: texts('Ids of the actor and the target'),
    suggested_repair: text('What would mend it').optional(),
  })
  .meta({ id: 'Violation' });

export const reportSchema = z
  .object(
    also({
      action_id: text('Of the decision'),
      actor_id: text('Whose decision it is'),
      time: number('Story time, seconds since midnight of day 1'),
      overall_result: oneOf(
        ['valid', 'requires_repair', 'invalid', 'catastrophic_failure'],
        'What came of it',
      ),
      violations: z.array(violationSchema).meta({ description: 'What the decision broke' }),
      checks_performed: texts('Codes of the laws that it was held against'),
      repair_attempts: texts('What was mended, in order'),
      refused: yes('Whether nothing of it could stand'),
      final_action: actionSchema.meta({ description: 'What was carried out' }),
    }),
  )
  .meta({ id: 'LawReport' });
