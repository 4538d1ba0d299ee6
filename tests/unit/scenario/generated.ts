import type { ScenarioBrief } from '../../../src/scenario/brief.js';

/** Requests for whole worlds of the offline generator. */

export {
  type OfflineWorld as Generated,
  offlineWorld as generate,
} from '../../../src/scenario/offline-world.js';

export function briefOf(more: Partial<ScenarioBrief> = {}): ScenarioBrief {
  return { series_title: 'The Quiet Coast', series_type: 'novel', themes: [], ...more };
}
