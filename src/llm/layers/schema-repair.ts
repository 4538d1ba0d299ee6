import { storable, unstorableIn } from '../../unstorable.js';
import { schemaProblems } from '../json-schema.js';
import type { GatewayObserver } from '../observer.js';
import { type Layer, NEVER, spendingOf, withSpending, withUnanswered } from '../outcome.js';
import type { JsonSchema, ModelAnswer, ModelRequest } from '../port.js';

/** A bad answer is shown back to the model up to this length; its beginning shows the mistake. */
const SHOWN_CHARACTERS = 4_000;

/** `value` means something only when there are no problems. */
interface Reading {
  readonly value?: unknown;
  readonly problems: readonly string[];
}

/**
 * Turns text into the value that the request's schema describes. An answer that isn't JSON or doesn't fit is asked
 * for once more, with what was wrong; so is an empty one, and one that no database could store. One that is read in parts
 * needs to fit no more than its request's own check. What both calls used up is counted. Without a schema the text is the
 * value.
 */
export function withSchemaRepair(next: Layer, observe: GatewayObserver): Layer<ModelAnswer> {
  return async (request, call) => {
    const first = await next(request, call);
    const { schema } = request;
    if (schema === undefined) return first.ok ? { ...first, value: storable(first.value) } : first;
    if (!first.ok && first.reason !== 'invalid') return first;

    const reading: Reading = first.ok
      ? read(first.value, request, schema)
      : { problems: [first.detail ?? 'the answer was empty'] };
    if (first.ok && reading.problems.length === 0) return { ...first, value: reading.value };

    observe({ type: 'repair', purpose: request.purpose });
    const repaired = await next(repairRequest(request, first.ok ? first.value : '', reading.problems), call);
    const second = withSpending(withUnanswered(repaired, first.unanswered), spendingOf(first));
    if (!second.ok) return second;
    const again = read(second.value, request, schema);
    if (again.problems.length === 0) return { ...second, value: again.value };
    const spent = spendingOf(second);
    return {
      ok: false,
      reason: 'invalid',
      detail: again.problems.join('; '),
      retry: NEVER,
      ...(spent !== undefined && { spent }),
      ...(second.unanswered !== undefined && { unanswered: second.unanswered }),
    };
  };
}

function read(text: string, { check, readsParts }: ModelRequest, schema: JsonSchema): Reading {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return {
      problems: [`the answer is not JSON (${error instanceof Error ? error.message : 'unreadable'})`],
    };
  }
  const unstorable = unstorableIn(value, 1).map(({ message }) => `the answer ${message}`);
  const problems = [...(readsParts === true ? [] : schemaProblems(value, schema)), ...unstorable];
  return { value, problems: problems.length > 0 ? problems : (check?.(value) ?? []) };
}

function repairRequest(request: ModelRequest, answer: string, problems: readonly string[]): ModelRequest {
  const shown = answer === '' ? '' : `You answered:\n${answer.slice(0, SHOWN_CHARACTERS)}\n\n`;
  return {
    ...request,
    volatileTail:
      `${request.volatileTail}\n\n${shown}That can't be used:\n` +
      `${problems.map((problem) => `- ${problem}`).join('\n')}\n` +
      'Answer again, with nothing but JSON that fits the schema.',
  };
}
