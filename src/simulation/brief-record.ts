import type { Perception } from '../reality/perception.js';
import type { PerceivedCertainty } from '../reality/witnesses.js';
import { type Grounds, MISBELIEFS_EACH } from './decision-data.js';
import type { Deliberation } from './deliberation.js';
import type { ActionOption } from './model-data.js';
import type { OtherMind } from './other-minds.js';
import type { BriefRecord } from './record.js';

/**
 * What a persona decided from, by id, for the record.
 * @param promptTokens of the prompt, if it was read
 */
export function briefRecord(
  of: Deliberation,
  grounds: Grounds,
  promptTokens: number | undefined,
): BriefRecord {
  const { self, seen, threats, lore } = of;
  const { facts, options, confidence, recommended, hunches } = grounds;
  return {
    personaId: self.id,
    locationId: self.locationId,
    present: seen.people.map(idOf),
    things: seen.things.map(idOf),
    figures: seen.figures,
    unsure: unsureOf(seen),
    facts: facts.map(factOf),
    minds: mindsRecord(of),
    lore: lore.length === 0 ? undefined : lore.map(({ uid }) => uid),
    exits: seen.exits,
    actions: options.map(actionOf),
    threat: of.threat,
    threats:
      threats.length === 0
        ? undefined
        : Object.fromEntries(threats.map(({ subject, score }) => [subject, score])),
    situation: of.situation,
    confidence,
    recommended,
    hunches: hunches.length === 0 ? undefined : hunches,
    stage: of.stage,
    promptTokens,
  };
}

const idOf = ({ id }: { readonly id: string }) => id;
const factOf = ({ fact }: Grounds['facts'][number]) => fact.id;
const actionOf = ({ action }: ActionOption) => action;

const FACTS_RECORDED = 8;

/** What the persona made of the others' minds, as far as it made anything of them. */
function mindsRecord({ seen, others }: Deliberation): BriefRecord['minds'] {
  const minds: Record<string, OtherMind> = {};
  for (const { id } of seen.people) {
    const mind = others[id];
    if (mind === undefined || mind.news.length + mind.kept.length + mind.wrong.length === 0) continue;
    minds[id] = {
      news: mind.news.slice(0, FACTS_RECORDED),
      kept: mind.kept.slice(0, FACTS_RECORDED),
      wrong: mind.wrong.slice(0, MISBELIEFS_EACH),
    };
  }
  return minds;
}

/** Who and what is made out less than clearly. */
function unsureOf({ certainty, things }: Perception): BriefRecord['unsure'] {
  const unsure: Record<string, PerceivedCertainty> = {};
  for (const id of Object.keys(certainty)) {
    const sure = certainty[id];
    if (sure !== undefined && sure !== 'ABSOLUTE') unsure[id] = sure;
  }
  for (const { id, certainty: sure } of things) if (sure !== 'ABSOLUTE') unsure[id] = sure;
  return unsure;
}
