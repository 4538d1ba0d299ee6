/** The fog of war in a few lines: who acted on which belief about the same thing, and what they believe in the end. */

export interface PlayedTurn {
  readonly turn: number;
  readonly decisions: readonly {
    readonly actor_id: string;
    readonly verb: string;
    readonly target?: string;
  }[];
  readonly events: readonly {
    readonly type: string;
    readonly agent_id: string | null;
    readonly data: { readonly subject?: unknown; readonly detail?: unknown };
  }[];
}

export interface Beliefs {
  readonly characters: readonly {
    readonly character_id: string;
    readonly name: string;
    readonly beliefs: readonly {
      readonly subject: string;
      readonly subject_name: string;
      readonly property: string;
      readonly value: unknown;
      readonly value_name: string | null;
      readonly is_true: boolean | null;
    }[];
  }[];
}

/** Where one of them believes somebody or something to be. */
interface Whereabouts {
  readonly believer: string;
  readonly name: string;
  readonly subjectName: string;
  readonly place: string;
  readonly isTrue: boolean;
}

const MOST_MISTAKES = 2;
const MOST_DISPUTES = 3;

/** Turns in which somebody went for what was not where they believed it to be, with whom or what they looked for. */
export function mistakesIn(turns: readonly PlayedTurn[]): readonly { turn: PlayedTurn; subject: string }[] {
  return turns
    .flatMap((turn) =>
      turn.events.flatMap(({ type, data }) =>
        type === 'mistake' && typeof data.subject === 'string' ? [{ turn, subject: data.subject }] : [],
      ),
    )
    .slice(0, MOST_MISTAKES);
}

/** What everybody believed about the one that somebody looked for in vain, and what each did in that turn. */
export function mistakeLines(turn: PlayedTurn, subject: string, before: Beliefs): readonly string[] {
  const views = whereabouts(before).filter((view) => view.subject === subject);
  const [first] = views;
  if (first === undefined) return [];
  return [
    `Turn ${turn.turn}: where is ${first.subjectName}?`,
    ...views.map(({ believer, name, place, isTrue }) => {
      const decision = turn.decisions.find(({ actor_id }) => actor_id === believer);
      const mistake = turn.events.find(({ type, agent_id }) => type === 'mistake' && agent_id === believer);
      const deed = decision === undefined ? '' : `; chose to ${words(decision)}`;
      const found = typeof mistake?.data.detail === 'string' ? ` — ${mistake.data.detail}` : '';
      return `  ${name} believed: ${place}${isTrue ? ', and was right' : ''}${deed}${found}`;
    }),
  ];
}

/** What they believe differently about the same thing; none when all agree. */
export function disputeLines(beliefs: Beliefs): readonly string[] {
  const bySubject = new Map<string, ReturnType<typeof whereabouts>>();
  for (const view of whereabouts(beliefs)) {
    bySubject.set(view.subject, [...(bySubject.get(view.subject) ?? []), view]);
  }
  return [...bySubject.values()]
    .filter((views) => new Set(views.map(({ place }) => place)).size > 1)
    .slice(0, MOST_DISPUTES)
    .map((views) => {
      const sides = views.map(({ name, place, isTrue }) => `${name}: ${place}${isTrue ? ' (right)' : ''}`);
      return `In the end, where is ${views[0]?.subjectName}? ${sides.join('; ')}`;
    });
}

function words({ verb, target }: PlayedTurn['decisions'][number]): string {
  return `${verb} ${target ?? ''}`.trim().replaceAll('_', ' ');
}

function whereabouts({ characters }: Beliefs): (Whereabouts & { readonly subject: string })[] {
  return characters.flatMap(({ character_id: believer, name, beliefs }) =>
    beliefs.flatMap(({ subject, subject_name: subjectName, property, value, value_name, is_true }) =>
      property === 'location' && typeof value === 'string' && subject !== believer
        ? [
            {
              believer,
              name,
              subject,
              subjectName,
              place: value === believer ? 'in my own hands' : (value_name ?? value),
              isTrue: is_true === true,
            },
          ]
        : [],
    ),
  );
}
