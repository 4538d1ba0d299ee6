import type { Grounds } from './decision-data.js';
import { decideTail, type FittedTail } from './decision-tail.js';
import type { Deliberation } from './deliberation.js';
import { fenced, fencedLines, inLine } from './fence.js';
import { traitNumbers } from './sketches.js';
import type { SimulationSnapshot } from './snapshot.js';
import { TEMPLATES } from './templates.js';
import type { Persona } from './types.js';

/**
 * The text of a `decide` prompt: a prefix that stays the same for a persona's whole run (the rules, the story, who one
 * is), and the moment. It is made when somebody reads it, and once: a model that works from the data never does, and
 * journal, cache and model all read the same.
 */
export class DecisionPrompt {
  readonly #grounds: Grounds;
  readonly #of: Deliberation;
  #prefix: string | undefined;
  #tail: FittedTail | undefined;

  constructor(grounds: Grounds, of: Deliberation) {
    this.#grounds = grounds;
    this.#of = of;
  }

  get prefix(): string {
    this.#prefix ??= decidePrefix(this.#of.snapshot, this.#of.self);
    return this.#prefix;
  }

  get tail(): string {
    this.#tail ??= decideTail(this.#grounds.data, this.#of.state.world.clock, this.prefix);
    return this.#tail.text;
  }

  /** Of both parts; absent as long as nobody has read them. */
  get tokens(): number | undefined {
    return this.#tail?.promptTokens;
  }
}

function decidePrefix(snapshot: SimulationSnapshot, self: Persona): string {
  const { stage } = snapshot;
  const { pronouns } = self;
  const lines = [
    TEMPLATES.decide.rules,
    '',
    `World: ${inLine(stage.title)} (${inLine(stage.genre)})`,
    fenced('PREMISE', stage.premise),
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
    // Line by line: what looks like a tag in one must not swallow those behind it.
    ...fencedLines(
      'CHARACTER',
      [
        `${self.name} (${pronouns.subject}/${pronouns.object}), id ${self.id}`,
        self.description,
        ...(self.profession === undefined ? [] : [`Profession: ${self.profession}`]),
        ...(self.faction === undefined ? [] : [`Faction: ${self.faction}`]),
        `Traits (0 to 1): ${traitNumbers(self.traits) || 'none stands out'}`,
        ...(self.sayings.length === 0
          ? []
          : [`Your way of talking: ${self.sayings.map(inLine).join(' / ')}`]),
        ...(self.scenario === undefined ? [] : [`How you are usually met: ${self.scenario}`]),
        ...(self.guidance === undefined ? [] : [`Its author’s notes on your manner: ${self.guidance}`]),
      ].map(inLine),
    ),
    '',
    TEMPLATES.decide.answer,
  ];
  return lines.join('\n');
}
