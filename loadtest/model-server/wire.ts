import { z } from 'zod';

/** Gemini's REST form, as much of it as the stand-in server reads and writes. */

/** Like `JsonSchema` of the model port, as it arrives. */
export interface WireSchema {
  readonly type: string;
  readonly properties?: Readonly<Record<string, WireSchema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly items?: WireSchema | undefined;
  readonly enum?: readonly string[] | undefined;
  readonly nullable?: boolean | undefined;
}

const wireSchema: z.ZodType<WireSchema> = z.lazy(() =>
  z.object({
    type: z.string().transform((type) => type.toLowerCase()),
    properties: z.record(z.string(), wireSchema).optional(),
    required: z.array(z.string()).optional(),
    items: wireSchema.optional(),
    enum: z.array(z.string()).optional(),
    nullable: z.boolean().optional(),
  }),
);

const contentSchema = z.object({ parts: z.array(z.object({ text: z.string() })).min(1) });

const generateBodySchema = z.object({
  contents: z.array(contentSchema).min(1),
  systemInstruction: contentSchema.optional(),
  generationConfig: z
    .looseObject({
      temperature: z.number().min(0).max(2).optional(),
      maxOutputTokens: z.int().positive().optional(),
      seed: z.int32().optional(),
      responseMimeType: z.string().optional(),
      responseSchema: wireSchema.optional(),
    })
    .optional(),
});
/** Body of `:generateContent`. */
export type GenerateBody = z.infer<typeof generateBodySchema>;

/** `:countTokens` may wrap the body that it counts. */
export const requestBodySchema = z.union([
  generateBodySchema,
  z.object({ generateContentRequest: generateBodySchema }).transform((body) => body.generateContentRequest),
]);

/** What changes from call to call. */
export function userText(body: Pick<GenerateBody, 'contents'>): string {
  return body.contents.flatMap(({ parts }) => parts.map(({ text }) => text)).join('\n');
}

/** Everything that the model reads. */
export function promptText(body: GenerateBody): string {
  const system = (body.systemInstruction?.parts ?? []).map(({ text }) => text).join('\n');
  return `${system}\n${userText(body)}`;
}

/** The usual estimate of four characters per token. */
export function tokensOf(text: string): number {
  return Math.ceil(text.length / 4);
}

export interface WireUsage {
  readonly promptTokenCount: number;
  readonly candidatesTokenCount?: number;
  readonly cachedContentTokenCount?: number;
  readonly thoughtsTokenCount?: number;
  readonly totalTokenCount: number;
}

/** Google's error body; `status` is the canonical code's name. */
export function errorBody(code: number, message: string, details: readonly unknown[] = []) {
  return {
    error: {
      code,
      message,
      status: STATUS_NAMES[code] ?? 'UNKNOWN',
      ...(details.length > 0 && { details }),
    },
  };
}

const STATUS_NAMES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};
