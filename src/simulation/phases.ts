/**
 * The phases of a turn in their order; `close` takes in verdicts, threads and the next state. Whoever runs the engine is
 * told as each begins and may time them: the engine itself reads no clock.
 */
export const TURN_PHASES = ['stir', 'decide', 'judge', 'settle', 'resolve', 'close'] as const;
export type TurnPhase = (typeof TURN_PHASES)[number];
