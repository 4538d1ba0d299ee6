/** Systems of the engine that a benchmark can take out, each by itself, to see what it contributes to a story. */
export const SYSTEMS = [
  'fog_of_war',
  'biases',
  'memory',
  'negotiation',
  'laws',
  'causality',
  'coherence',
] as const;
export type System = (typeof SYSTEMS)[number];

/**
 * Systems that a turn is played without; all others are on. Exists for the ablation benchmark only: no request can ask
 * for it, and it is no part of a snapshot or a state.
 */
export type Switches = Readonly<Partial<Record<System, false>>>;
