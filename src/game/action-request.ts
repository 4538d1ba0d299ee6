import type { ModelRequest } from '../llm/port.js';
import { fencedLines, inLine } from '../simulation/fence.js';
import { samplingSeed } from '../simulation/random.js';
import { TEMPLATES } from '../simulation/templates.js';
import { ACTION_ANSWER, actionAnswerSchema } from './answer.js';
import type { PlayerAction } from './outcome.js';
import type { ActionScene } from './scene.js';

/**
 * The combined call of an action. What stays the same from action to action stands first; everything that players, books
 * and earlier answers wrote is fenced. Its answer is a piece of one session's story at one version, and is never another's.
 */
export function actionRequest(
  scene: ActionScene,
  { actionSeq, taskId, clientId }: PlayerAction,
  session: { readonly id: string; readonly version: number },
): ModelRequest {
  const { name, version, rules, answer } = TEMPLATES.action;
  const key = callKey(actionSeq, 'action');
  return {
    purpose: 'action',
    key,
    scope: { clientId, taskId },
    stablePrefix: [rules, answer, ...fencedLines('WORLD', partsOf(scene.world))].join('\n\n'),
    volatileTail: [
      ...fencedLines('SITUATION', partsOf(scene.now)),
      '',
      ...fencedLines('ACTION', [inLine(scene.action)]),
    ].join('\n'),
    data: scene,
    schema: ACTION_ANSWER,
    check: (value) =>
      actionAnswerSchema.safeParse(value).success ? [] : ['narrative: has to be there and must not be empty'],
    // A player waits: a section that can't be read is not worth another call.
    readsParts: true,
    temperature: 0.8,
    maxOutputTokens: 2_500,
    seed: samplingSeed(scene.deck.seed, actionSeq, 'action', session.id),
    template: { name, version },
    versions: { session: `${session.id}@${session.version}` },
    reuse: { cache: 'off', within: 'task' },
  };
}

/** Names a call within its session, the same after a restart. */
export function callKey(actionSeq: number, step: 'action' | 'validate'): string {
  return `a${String(actionSeq).padStart(4, '0')}-${step}`;
}

/** A line for each part of a structure. */
function partsOf(whole: object): string[] {
  return Object.entries(whole).map(([name, part]) => `${name}: ${JSON.stringify(part)}`);
}
