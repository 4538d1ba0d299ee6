/** What the rules of play go by of the world that a session is played in. */
export interface RuleWorld {
  readonly places: readonly RulePlace[];
  readonly people: readonly RulePerson[];
  /** Names. */
  readonly factions: readonly string[];
  /** Names of things of this world, whoever owns them and wherever they are. */
  readonly items: readonly string[];
  /** What its powers and customs are, with rules and examples, as text: what these speak of can be done. */
  readonly systems: readonly string[];
}

export interface RulePlace {
  readonly name: string;
  readonly description: string;
  /** Names of neighbouring places; they lead back. */
  readonly connections: readonly string[];
}

export interface RulePerson {
  readonly name: string;
  readonly aliases: readonly string[];
}
