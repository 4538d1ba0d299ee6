import type { LoreEntry } from '../../simulation/lore-entry.js';

/**
 * What an entry's last appearance leaves behind, counted in messages: it stays in mind while the count is below
 * `stickyUntil`, and from then on does not come again while it is below `cooldownUntil`.
 */
export interface TimedEffect {
  /** Count of messages at which it came. */
  readonly since: number;
  readonly stickyUntil: number;
  readonly cooldownUntil: number;
}

/** By uid; entries without effects are left out. */
export type TimedLore = Readonly<Record<string, TimedEffect>>;

export function isSticky(timed: TimedLore, uid: string, messages: number): boolean {
  const effect = effectAt(timed, uid, messages);
  return effect !== undefined && messages < effect.stickyUntil;
}

export function isCoolingDown(timed: TimedLore, uid: string, messages: number): boolean {
  const effect = effectAt(timed, uid, messages);
  return effect !== undefined && messages >= effect.stickyUntil && messages < effect.cooldownUntil;
}

/** The effects after a scan: new ones begin, one that is running goes on unchanged, and what is over is dropped. */
export function timedAfter(timed: TimedLore, came: readonly LoreEntry[], messages: number): TimedLore {
  const next: Record<string, TimedEffect> = {};
  for (const uid of Object.keys(timed)) {
    const effect = effectAt(timed, uid, messages);
    if (effect !== undefined && messages < Math.max(effect.stickyUntil, effect.cooldownUntil)) {
      next[uid] = effect;
    }
  }
  for (const { uid, sticky, cooldown } of came) {
    if (Object.hasOwn(next, uid) || ((sticky ?? 0) === 0 && (cooldown ?? 0) === 0)) continue;
    const stickyUntil = messages + (sticky ?? 0);
    next[uid] = { since: messages, stickyUntil, cooldownUntil: stickyUntil + (cooldown ?? 0) };
  }
  return next;
}

/** Messages that were taken back take the effects with them that they had brought. */
function effectAt(timed: TimedLore, uid: string, messages: number): TimedEffect | undefined {
  const effect = Object.hasOwn(timed, uid) ? timed[uid] : undefined;
  return effect !== undefined && messages >= effect.since ? effect : undefined;
}
