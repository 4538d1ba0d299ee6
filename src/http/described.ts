import { z } from 'zod';

/** Fields of an answer, each with what it means. */

export const text = (description: string) => z.string().meta({ description });
export const texts = (description: string) => z.array(z.string()).meta({ description });
export const number = (description: string) => z.number().meta({ description });
export const oneOf = <const Words extends readonly string[]>(words: Words, description: string) =>
  z.enum(words).meta({ description });
export const yes = (description: string) => z.boolean().meta({ description });
/** Fields that a record may lack, be it for its age or because they don't apply. */
export const also = <Shape extends z.ZodRawShape>(shape: Shape) => z.object(shape).partial().shape;
