import type { PersonaId, ProposedAction } from './types.js';

/** The turn's actions, in execution order, while agreements rearrange them. */
export class TurnPlan {
  actions: readonly ProposedAction[];
  readonly partners = new Map<PersonaId, readonly PersonaId[]>();

  constructor(actions: readonly ProposedAction[]) {
    this.actions = actions;
  }

  replace(actor: PersonaId, change: (action: ProposedAction) => ProposedAction): void {
    this.actions = this.actions.map((action) => (action.actorId === actor ? change(action) : action));
  }

  /** Lets some act right after another, if they would have come before. */
  putBehind(first: PersonaId, others: readonly PersonaId[]): void {
    const at = this.actions.findIndex(({ actorId }) => actorId === first);
    const ahead = this.actions.filter(({ actorId }, index) => index < at && others.includes(actorId));
    this.actions = this.actions.flatMap((action, index) =>
      ahead.includes(action) ? [] : index === at ? [action, ...ahead] : [action],
    );
  }

  share(all: readonly PersonaId[]): void {
    for (const id of all)
      this.partners.set(
        id,
        all.filter((other) => other !== id),
      );
  }
}
