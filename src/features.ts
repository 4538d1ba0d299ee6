import { createHash } from 'node:crypto';

/** Parts of the program that may be given to a share of the clients only, or to none, while they are tried out. */

export const FEATURE_WORDS = {
  game_sessions: 'Games that a player plays by actions: making sessions and acting in them',
  game_sockets: 'WebSockets to game sessions; without them events come by Server-Sent Events',
  ai_questions: 'Questions to the model outside of any session',
} as const;
export type FeatureName = keyof typeof FEATURE_WORDS;
export const FEATURE_NAMES = Object.keys(FEATURE_WORDS) as readonly FeatureName[];

export interface Feature {
  readonly name: FeatureName;
  /** 0..100: the share of clients that have it. */
  readonly rolloutPercentage: number;
}

/** Every feature: given to all clients unless told otherwise. */
export function featuresOf(rollout: Readonly<Partial<Record<FeatureName, number>>>): readonly Feature[] {
  return FEATURE_NAMES.map((name) => ({ name, rolloutPercentage: rollout[name] ?? 100 }));
}

/**
 * Whether a client has a feature. Each client has a place of its own in each feature's line, always the same: who has it at
 * some percentage has it at every higher one.
 */
export function hasFeature({ name, rolloutPercentage }: Feature, clientId: string): boolean {
  return placeIn(name, clientId) < rolloutPercentage;
}

/** 0 or more, less than 100. */
function placeIn(name: FeatureName, clientId: string): number {
  const digest = createHash('sha256').update(`${name}\0${clientId}`).digest();
  return (digest.readUInt32BE() / 2 ** 32) * 100;
}
