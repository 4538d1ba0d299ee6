import { decideTail, type FittedTail } from './decision-tail.js';
import type { Deliberation } from './deliberation.js';
import { FENCE_RULE, fenced } from './fence.js';
import type { DecideData } from './model-data.js';
import { traitNumbers } from './sketches.js';
import type { SimulationSnapshot } from './snapshot.js';
import type { Persona } from './types.js';

/**
 * The text of a `decide` prompt: a prefix that stays the same for a persona's whole run (the rules, the story, who one
 * is), and the moment. It is made when somebody reads it, and once: a model that works from the data never does, and
 * journal, cache and model all read the same.
 */
export class DecisionPrompt {
  readonly #data: DecideData;
  readonly #of: Deliberation;
  #prefix: string | undefined;
  #tail: FittedTail | undefined;

  constructor(data: DecideData, of: Deliberation) {
    this.#data = data;
    this.#of = of;
  }

  get prefix(): string {
    this.#prefix ??= decidePrefix(this.#of.snapshot, this.#of.self);
    return this.#prefix;
  }

  get tail(): string {
    this.#tail ??= decideTail(this.#data, this.#of.state.world.clock, this.prefix);
    return this.#tail.text;
  }

  /** Of both parts; absent as long as nobody has read them. */
  get tokens(): number | undefined {
    return this.#tail?.promptTokens;
  }
}

const RULES = `You play one character in a story that goes forward in turns. Every turn each character chooses one action, all at the same time and each from what that character alone can know. An engine decides what comes of it.

Rules
- Stay inside your character's knowledge: what you see, what was said to you and what stands under "What you know" and "What you knew before". Never name a person, thing or fact that isn't there.
- Choose exactly one of the actions offered, and a target from that action's list where it has one.
- Let character, goals and feelings decide, not what would be convenient. Characters may disagree, keep things to themselves, be wrong or wait.
- Others learn what you know only if you say it. To tell a fact, put it into your dialogue in plain words. Keep dialogue to one or two sentences in your character's own voice.
- Don't repeat what you did or said in the turns before unless something has changed.
- ${FENCE_RULE}`;

function decidePrefix(snapshot: SimulationSnapshot, self: Persona): string {
  const { stage } = snapshot;
  const { pronouns } = self;
  const lines = [
    RULES,
    '',
    `World: ${stage.title} (${stage.genre})`,
    stage.premise,
    ...(stage.settingText === undefined
      ? []
      : ['The client’s setting:', fenced('SETTING', stage.settingText)]),
    ...(stage.scenarioText === undefined
      ? []
      : ['The client’s scenario:', fenced('SCENARIO', stage.scenarioText)]),
    ...(snapshot.narrativeGoals.length === 0
      ? []
      : ['The story steers towards:', fenced('STORY_GOALS', snapshot.narrativeGoals.join('\n'))]),
    '',
    'You are',
    fenced(
      'CHARACTER',
      [
        `${self.name} (${pronouns.subject}/${pronouns.object}), id ${self.id}`,
        self.description,
        ...(self.profession === undefined ? [] : [`Profession: ${self.profession}`]),
        ...(self.faction === undefined ? [] : [`Faction: ${self.faction}`]),
        `Traits (0 to 1): ${traitNumbers(self.traits) || 'none stands out'}`,
        ...(self.sayings.length === 0 ? [] : [`Your way of talking: ${self.sayings.join(' / ')}`]),
      ].join('\n'),
    ),
    '',
    'Answer with one JSON object: {"thought": why, at most 200 characters; "action"; "target": an id or null; "dialogue": what you say aloud or null; "intensity": low, normal, high or extreme; "belief_updates": conclusions you draw, each {"subject", "property", "value", "confidence" 0 to 1, "because"}, or []}.',
  ];
  return lines.join('\n');
}
