/** The fog of war in a few lines: who was wrong about what, and what they believe differently in the end. */

export interface TurnEvents {
  readonly turn: number;
  readonly events: readonly { readonly type: string; readonly data: { readonly detail?: unknown } }[];
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

const MOST_LINES = 5;

/** Lines to print; none when nobody was wrong and all agree. */
export function mindLines(turns: readonly TurnEvents[], { characters }: Beliefs): readonly string[] {
  const mistakes = turns.flatMap(({ turn, events }) =>
    events.flatMap(({ type, data }) =>
      type === 'mistake' && typeof data.detail === 'string'
        ? [`In turn ${turn} somebody was wrong: ${data.detail}.`]
        : [],
    ),
  );
  const views = new Map<string, { name: string; by: Map<string, string[]>; right: Set<string> }>();
  for (const { character_id, name, beliefs } of characters) {
    for (const { subject, subject_name, property, value, value_name, is_true } of beliefs) {
      if (property !== 'location' || typeof value !== 'string' || subject === character_id) continue;
      const view = views.get(subject) ?? { name: subject_name, by: new Map(), right: new Set() };
      views.set(subject, view);
      const place = value === character_id ? 'with me' : (value_name ?? value);
      view.by.set(place, [...(view.by.get(place) ?? []), name]);
      if (is_true === true) view.right.add(place);
    }
  }
  const disputed = [...views.values()]
    .filter(({ by }) => by.size > 1)
    .map(({ name, by, right }) => {
      const sides = [...by].map(
        ([place, names]) => `${place} (${names.join(' and ')}${right.has(place) ? ', and so it is' : ''})`,
      );
      return `Where is ${name}? ${sides.join('; ')}.`;
    });
  return [...mistakes, ...disputed].slice(0, MOST_LINES);
}
