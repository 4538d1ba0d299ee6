import { FeatureOffError } from '../errors.js';
import { type FeatureName, hasFeature } from '../features.js';
import type { ApiDependencies } from './dependencies.js';

/** @throws FeatureOffError when the feature isn't rolled out to the client */
export function requireFeature(
  { features }: Pick<ApiDependencies, 'features'>,
  name: FeatureName,
  clientId: string,
): void {
  const feature = features.find((each) => each.name === name);
  if (feature !== undefined && !hasFeature(feature, clientId)) {
    throw new FeatureOffError(`The feature ${name} is not open to this client`);
  }
}
