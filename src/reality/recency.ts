const KEPT_PER_TURN = 0.995;
const TURNS = 2048;

/** .995^n for n = 0, 1, 2, … by repeated multiplication, so that every machine has the same bits. */
const POWERS = new Float64Array(TURNS);
POWERS[0] = 1;
for (let n = 1; n < TURNS; n += 1) POWERS[n] = (POWERS[n - 1] ?? 0) * KEPT_PER_TURN;

/** Recency of what was last thought of so many turns ago: .995^turns, at most 1; the same for all beyond 2,047 turns. */
export function recency(turns: number): number {
  return POWERS[Math.min(TURNS - 1, Math.max(0, turns))] ?? 0;
}
