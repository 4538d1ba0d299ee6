import { buildNameIndex, namesIn } from '../../reality/name-index.js';
import type { ActionScene, SceneExit, SceneItem, ScenePerson, SceneThing } from '../scene.js';

/** What a player's words ask for, as far as rules can tell. */
export type Intent =
  | { readonly kind: 'travel'; readonly exit: SceneExit; readonly through: readonly string[] }
  | { readonly kind: 'talk'; readonly person: ScenePerson; readonly isBrowbeating: boolean }
  | { readonly kind: 'take'; readonly thing: SceneThing }
  | { readonly kind: 'use'; readonly item: SceneItem }
  | { readonly kind: 'wear'; readonly item: SceneItem }
  | { readonly kind: 'give'; readonly item: SceneItem; readonly person: ScenePerson }
  | { readonly kind: 'show'; readonly item: SceneItem; readonly person: ScenePerson }
  | { readonly kind: 'drop'; readonly item: SceneItem }
  | { readonly kind: 'attack'; readonly person?: ScenePerson; readonly danger?: string }
  | { readonly kind: 'help'; readonly person: ScenePerson }
  | { readonly kind: 'seek'; readonly name: string; readonly at: string | null }
  | { readonly kind: 'magic' }
  | { readonly kind: 'stealth' }
  | { readonly kind: 'rest' }
  | { readonly kind: 'search' }
  | { readonly kind: 'wait' }
  | { readonly kind: 'free' };

const VERBS = {
  attack:
    /\b(?:attack|fight|strike|battle|hit|stab|shoot|kill|punch|charge|ambush|drive off|fend off)(?:s|ed|ing)?\b/iu,
  talk: /\b(?:talk|ask|speak|tell|greet|negotiate|persuade|question|say|thank|warn|promise|convince|threaten|bargain|apologi[sz]e|confront|chat|call)(?:s|d|ed|ing)?\b/iu,
  magic: /\b(?:cast|spell|conjure|enchant|invoke|channel|summon)(?:s|ing|ed)?\b/iu,
  stealth:
    /\b(?:sneak|hide|hiding|creep|slip past|stay out of sight|shadow|eavesdrop|follow)(?:s|ed|ing)?\b/iu,
  rest: /\b(?:rest|sleep|camp|catch (?:my|your) breath|recover|nap)(?:s|ed|ing)?\b/iu,
  take: /\b(?:take|pick up|grab|collect|fetch|get|steal|pocket|lift|gather|pick)(?:s|ed|ing)?\b/iu,
  use: /\b(?:use|drink|eat|apply|light|read|open|smoke|swallow|chew)(?:s|d|ing)?\b/iu,
  wear: /\b(?:wear|equip|wield|put on|draw|unsheathe)(?:s|ed|ing)?\b/iu,
  give: /\b(?:give|hand|offer|return|deliver|bring)(?:s|ed|ing)?\b/iu,
  show: /\b(?:show|present)(?:s|ed|ing)?\b/iu,
  drop: /\b(?:drop|leave behind|put down|discard)(?:s|ped|ping)?\b/iu,
  help: /\b(?:help|assist|protect|heal|tend|comfort|repair|mend|aid)(?:s|ed|ing)?\b/iu,
  travel:
    /\b(?:go|walk|travel|head|leave|enter|return|run|climb|ride|sail|cross|move|make (?:my|your) way|set out|follow the (?:way|road|path)|visit|proceed|flee)(?:s|ing)?\b/iu,
  search:
    /\b(?:search|look|examine|inspect|investigate|explore|study|listen|watch|scout|survey|check)(?:s|ed|ing|es)?\b/iu,
  wait: /\b(?:wait|linger|stay|pause|think|ponder|pray)(?:s|ed|ing)?\b/iu,
} as const;

const BROWBEATS = /\b(?:threaten|confront|demand|warn|accuse|insult)(?:s|ed|ing)?\b/iu;

/** The first kind of action that the words ask for and that the scene has what it takes for. */
export function intentOf({ action, now }: ActionScene): Intent {
  const named = namesOfScene(action, now);
  const does = (verb: keyof typeof VERBS) => VERBS[verb].test(action);
  const person = now.people.find(({ name }) => named.has(`person:${name}`));
  const anybody = person ?? now.people[0];
  const item = now.inventory.find(({ name }) => named.has(`item:${name}`));
  const thing = now.things.find(({ name }) => named.has(`thing:${name}`));
  const exit = now.exits.find(({ name }) => named.has(`exit:${name}`));

  if (does('attack')) {
    if (person !== undefined) return { kind: 'attack', person };
    const [danger] = now.place.dangers;
    return danger === undefined ? { kind: 'attack' } : { kind: 'attack', danger };
  }
  if (item !== undefined) {
    if (anybody !== undefined && does('give')) return { kind: 'give', item, person: anybody };
    if (anybody !== undefined && does('show')) return { kind: 'show', item, person: anybody };
    if (does('wear') && item.slot !== null) return { kind: 'wear', item };
    if (does('drop')) return { kind: 'drop', item };
    if (does('use') || does('wear')) return { kind: 'use', item };
  }
  if (thing !== undefined && does('take')) return { kind: 'take', thing };
  if (does('magic')) return { kind: 'magic' };
  if (does('help') && person !== undefined) return { kind: 'help', person };
  if (does('talk') && anybody !== undefined) {
    return { kind: 'talk', person: anybody, isBrowbeating: BROWBEATS.test(action) };
  }
  if (does('stealth')) return { kind: 'stealth' };
  if (does('travel') || does('search')) {
    if (exit !== undefined && does('travel')) return { kind: 'travel', exit, through: [] };
    if (now.route !== null && does('travel')) {
      return { kind: 'travel', exit: now.route.to, through: now.route.through };
    }
  }
  if (does('rest')) return { kind: 'rest' };
  if (/^\s*(?:i\s+)?wait\b/iu.test(action)) return { kind: 'wait' };
  const [absent] = now.absent;
  if (absent !== undefined) return { kind: 'seek', name: absent.name, at: absent.believed_at };
  if (thing !== undefined && !does('search')) return { kind: 'take', thing };
  if (item !== undefined && !does('search')) return { kind: 'use', item };
  if (exit !== undefined && !does('search')) return { kind: 'travel', exit, through: [] };
  if (does('search')) return { kind: 'search' };
  if (person !== undefined) return { kind: 'talk', person, isBrowbeating: false };
  if (does('wait')) return { kind: 'wait' };
  return { kind: 'free' };
}

const SHORT = 3;

/** What the words name, as `kind:name`; people also by one of their names. */
function namesOfScene(action: string, now: ActionScene['now']): ReadonlySet<string> {
  const people = now.people.map(({ name }) => {
    const parts = name
      .split(/\s+/u)
      .filter((part) => part.length >= SHORT && !/^(?:the|of|and)$/iu.test(part));
    return [`person:${name}`, [name, ...parts]] as const;
  });
  const index = buildNameIndex(
    Object.fromEntries([
      ...people,
      ...now.inventory.map(({ name }) => [`item:${name}`, [name]] as const),
      ...now.things.map(({ name }) => [`thing:${name}`, [name]] as const),
      ...now.exits.map(({ name }) => [`exit:${name}`, [name]] as const),
    ]),
  );
  return new Set(namesIn(index, action).flat());
}
