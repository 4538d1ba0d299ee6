import type { Perception } from '../reality/perception.js';
import type { PerceivedCertainty } from '../reality/witnesses.js';
import { type Grounds, MISBELIEFS_EACH } from './decision-data.js';
import type { Deliberation } from './deliberation.js';
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
  const { facts, options, confidence, recommended, hunches } = grounds;
  return {
    personaId: of.self.id,
    locationId: of.self.locationId,
    present: of.seen.people.map(({ id }) => id),
    things: of.seen.things.map(({ id }) => id),
    figures: of.seen.figures,
    unsure: unsureOf(of.seen),
    facts: facts.map(({ fact }) => fact.id),
    minds: mindsRecord(of),
    ...(of.lore.length === 0 ? {} : { lore: of.lore.map(({ uid }) => uid) }),
    exits: of.seen.exits,
    actions: options.map(({ action }) => action),
    threat: of.threat,
    ...(of.threats.length === 0
      ? {}
      : { threats: Object.fromEntries(of.threats.map(({ subject, score }) => [subject, score])) }),
    situation: of.situation,
    confidence,
    recommended,
    ...(hunches.length === 0 ? {} : { hunches }),
    stage: of.stage,
    ...(promptTokens === undefined ? {} : { promptTokens }),
  };
}

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
