/** Answers to the cases of our `direct` prompt, as its lines list them. */

type Pick = <Item>(items: readonly Item[]) => Item | undefined;

/** `- n1, in the chapel: one proposes that …`, and below it a line for each party: `  - alice wants to …`. */
export function compromises(prompt: string, pick: Pick): readonly object[] {
  const cases: { id: string; parties: string[] }[] = [];
  for (const line of prompt.split('\n')) {
    const [, id] = /^- (\S+), in .*: one proposes that /.exec(line) ?? [];
    const [, party] = /^ {2}- (\S+) wants to /.exec(line) ?? [];
    if (id !== undefined) cases.push({ id, parties: [] });
    else if (party !== undefined) cases.at(-1)?.parties.push(party);
  }
  return cases.map(({ id, parties }) => ({
    id,
    first: pick(parties) ?? '',
    requirements: [pick(['give_way', 'stand_by'])],
    benefits: [pick(['share', 'favour'])],
  }));
}

/** `- t0003-a002: bob means to …`. */
export function outcomes(prompt: string, pick: Pick): readonly object[] {
  return [...prompt.matchAll(/^- (\S+): \S+ means to /gm)].map(([, id]) => ({
    action_id: id,
    outcome: pick(['success', 'failure']),
  }));
}
