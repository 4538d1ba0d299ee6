import type { LoreEntry } from '../../simulation/lore-entry.js';
import type { Stream } from '../../simulation/random.js';

/** An entry that may come, with what its group decides by. */
export interface GroupMember {
  readonly entry: LoreEntry;
  readonly sticky: boolean;
  /** How many of its keys stand in the text. */
  readonly score: number;
}

export interface GroupRules {
  /** Groups of which an entry came in an earlier loop: they stay closed. */
  readonly closed: ReadonlySet<string>;
  readonly useScoring: boolean;
  /** The stream of a group's draw. */
  readonly draw: (group: string) => Stream;
}

export function groupsOf({ group }: LoreEntry): readonly string[] {
  return group
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/**
 * The members that must give way, by uid: of each group one stays. One that is still in mind wins; then, where scoring is
 * on, the best match; then the first that overrides; then one drawn by weight.
 * @param members in the order in which they are to be inserted
 */
export function losersOfGroups(members: readonly GroupMember[], rules: GroupRules): ReadonlySet<string> {
  const losers = new Set<string>();
  const groups = new Set(members.flatMap(({ entry }) => groupsOf(entry)));
  for (const group of [...groups].sort()) {
    const rivals = members.filter(({ entry }) => !losers.has(entry.uid) && groupsOf(entry).includes(group));
    const winner = rules.closed.has(group) ? undefined : winnerOf(rivals, rules, group);
    for (const { entry } of rivals) if (entry !== winner?.entry) losers.add(entry.uid);
  }
  return losers;
}

function winnerOf(rivals: readonly GroupMember[], rules: GroupRules, group: string): GroupMember | undefined {
  const sticky = rivals.find((rival) => rival.sticky);
  if (sticky !== undefined || rivals.length < 2) return sticky ?? rivals[0];
  const scored = rivals.some(({ entry }) => entry.use_group_scoring ?? rules.useScoring);
  const best = Math.max(...rivals.map(({ score }) => score));
  const left = scored
    ? rivals.filter(({ entry, score }) => score === best || !(entry.use_group_scoring ?? rules.useScoring))
    : rivals;
  return left.find(({ entry }) => entry.group_override) ?? drawn(left, rules.draw(group));
}

function drawn(rivals: readonly GroupMember[], stream: Stream): GroupMember | undefined {
  const total = rivals.reduce((sum, { entry }) => sum + entry.group_weight, 0);
  let left = stream.next() * total;
  for (const rival of rivals) {
    left -= rival.entry.group_weight;
    if (left < 0) return rival;
  }
  // Nobody weighs anything.
  return rivals[0];
}
