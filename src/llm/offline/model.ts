import type { DirectData } from '../../simulation/direct-data.js';
import type { ChronicleData, DecideData } from '../../simulation/model-data.js';
import { fnv1a } from '../../simulation/random.js';
import { type LanguageModel, type ModelReply, type ModelRequest, NO_USAGE } from '../port.js';
import { chronicle } from './chronicle.js';
import { decide } from './decide.js';
import { direct } from './direct.js';
import { type ActionData, respond } from './respond.js';

/**
 * A model without a network: it answers `decide`, `direct` and `chronicle` from the request's structured data by a grammar.
 * The same request always gets the same answer, at no cost and without delay.
 */
export class OfflineModel implements LanguageModel {
  readonly name = 'offline';

  async generate(request: ModelRequest, signal: AbortSignal): Promise<ModelReply> {
    if (signal.aborted) return { ok: false, reason: 'aborted' };
    const seed = request.seed ?? fnv1a(request.key);
    switch (request.purpose) {
      case 'decide':
        return isDecideData(request.data)
          ? answer(decide(request.data, seed))
          : { ok: false, reason: 'invalid', detail: 'a decide request needs DecideData as its data' };
      case 'chronicle':
        return isChronicleData(request.data)
          ? answer(chronicle(request.data, seed))
          : { ok: false, reason: 'invalid', detail: 'a chronicle request needs ChronicleData as its data' };
      case 'direct':
        return isDirectData(request.data)
          ? answer(direct(request.data, seed))
          : { ok: false, reason: 'invalid', detail: 'a direct request needs DirectData as its data' };
      case 'generate-response':
        return isActionData(request.data)
          ? answer(respond(request.data, seed))
          : {
              ok: false,
              reason: 'invalid',
              detail: 'a generate-response request needs ActionData as its data',
            };
      default:
        return { ok: false, reason: 'invalid', detail: `the offline model can't answer ${request.purpose}` };
    }
  }
}

function answer(value: unknown): ModelReply {
  return {
    ok: true,
    value,
    usage: NO_USAGE,
    model: 'offline',
    source: 'model',
    costUsd: 0,
    savedUsd: 0,
    latencyMs: 0,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function holdsLists(value: Record<string, unknown>, names: readonly string[]): boolean {
  return names.every((name) => Array.isArray(value[name]));
}

/** The engine makes the data, so its outline is enough to tell it from something else. */
function isDecideData(value: unknown): value is DecideData {
  if (!isRecord(value) || !isRecord(value.self) || !isRecord(value.place)) return false;
  if (typeof value.turn !== 'number' || typeof value.self.id !== 'string') return false;
  if (!holdsLists(value.self, ['goals', 'carries', 'sayings']) || !isRecord(value.self.traits)) return false;
  return holdsLists(value, ['present', 'exits', 'things', 'facts', 'recentActions', 'heard', 'options']);
}

function isDirectData(value: unknown): value is DirectData {
  return (
    isRecord(value) &&
    typeof value.turn === 'number' &&
    holdsLists(value, ['people', 'mediations', 'contests'])
  );
}

function isActionData(value: unknown): value is ActionData {
  return isRecord(value) && typeof value.action === 'string' && holdsLists(value, ['present']);
}

function isChronicleData(value: unknown): value is ChronicleData {
  if (!isRecord(value) || !isRecord(value.stage) || !isRecord(value.style)) return false;
  if (typeof value.turn !== 'number' || typeof value.time !== 'number') return false;
  return holdsLists(value, ['cast', 'places', 'events', 'soFar', 'loose', 'threads', 'usedSentences']);
}
