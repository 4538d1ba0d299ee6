/** What a scan of lore says about itself; stored with the turn and readable over the API. */

/** Why an entry came. */
export interface LoreReason {
  readonly uid: string;
  readonly reason: 'constant' | 'sticky' | 'key' | 'decorator';
  readonly key?: string;
  readonly secondary?: string;
  /** Of the message that holds the key, from 0 for the oldest given; absent when another entry holds it. */
  readonly message_index?: number;
  /** From 0. */
  readonly loop: number;
  /** What was drawn, 0..100, when it came by chance. */
  readonly roll?: number;
  readonly group?: string;
  readonly tokens: number;
  readonly budget_after: number;
}

export type LoreRejection =
  | 'disabled'
  | 'filter'
  | 'delay'
  | 'cooldown'
  | 'recursion'
  | 'no_key'
  | 'secondary'
  | 'group'
  | 'probability'
  | 'budget';

export interface LoreTrace {
  readonly inserted: readonly LoreReason[];
  /** What came last between each entry that didn't come and its coming. */
  readonly rejected: readonly { readonly uid: string; readonly rejected: LoreRejection }[];
}
