/** What kind of action a player's words describe; it chooses what is told without a model. */
export const ACTION_TYPES = ['attack', 'interact', 'magic', 'stealth', 'rest', 'explore'] as const;
export type ActionType = (typeof ACTION_TYPES)[number];

const KEYWORDS: Readonly<Record<Exclude<ActionType, 'explore'>, RegExp>> = {
  attack: /\b(?:attack|fight|strike|battle)(?:s|ed|ing)?\b/i,
  interact: /\b(?:talk|ask|negotiate|persuade)(?:s|d|ed|ing)?\b/i,
  magic: /\b(?:cast|spell)(?:s|ing)?\b/i,
  stealth: /\b(?:sneak|hide|hiding)(?:s|ed|ing)?\b/i,
  rest: /\b(?:rest|sleep)(?:s|ed|ing)?\b/i,
};

/** By the first keyword of the list that occurs as a word of its own; `explore` without one. */
export function actionTypeOf(action: string): ActionType {
  for (const type of ACTION_TYPES) if (type !== 'explore' && KEYWORDS[type].test(action)) return type;
  return 'explore';
}
