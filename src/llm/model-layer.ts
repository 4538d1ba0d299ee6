import type { LanguageModel } from './port.js';

/** Puts something around a model. */
export type ModelLayer = (next: LanguageModel) => LanguageModel;

/** Puts layers around a model, the innermost first; an absent one is left out. */
export function wrapped(model: LanguageModel, ...layers: readonly (ModelLayer | undefined)[]): LanguageModel {
  return layers.reduce((inner, layer) => layer?.(inner) ?? inner, model);
}

/** A model that goes for another one and answers its calls in its own way. */
export function inPlaceOf(
  { name, metered }: Pick<LanguageModel, 'name' | 'metered'>,
  generate: LanguageModel['generate'],
): LanguageModel {
  return { name, ...(metered !== undefined && { metered }), generate };
}
