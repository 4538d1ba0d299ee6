/**
 * What kind of answer a text asks for. Words are those of a clause after phrases were put into their plain form
 * (`what time` is one word `whattime` by then).
 */

const ASKING = new Set(
  'who whom whose what which where when why how whattime whatday howlong howmany howmuch howoften howfar howold whatif'.split(
    ' ',
  ),
);
const AUXILIARIES = new Set(
  'is are am was were do does did can could will would shall should may might must has have had any is-there'.split(
    ' ',
  ),
);
/** Before the question proper. */
const OPENERS = new Set(
  'and so but or then hi hello hey please ok okay well on in at to from for by with about of under until since also quick question'.split(
    ' ',
  ),
);
/** Words by which a question is wrapped: `can you tell me where`, `I'd like to know how`. */
const WRAPPERS = new Set(
  'tell know show explain say wonder wondering advise confirm clarify idea find understand ask help see remind like want need'.split(
    ' ',
  ),
);
const COSTS = new Set('cost costs costing charge charged'.split(' '));
const SAME: Readonly<Record<string, string>> = { which: 'what', whom: 'who', whose: 'who' };

/** The kinds of question that clauses put, sorted; a text that asks nothing is a `command`. */
export function questionsOf(clauses: readonly (readonly string[])[]): readonly string[] {
  const kinds = new Set<string>();
  let polar = false;
  for (const clause of clauses) {
    const asked = askedIn(clause);
    if (asked === 'polar') polar = true;
    else if (asked !== undefined) kinds.add(SAME[asked] ?? asked);
  }
  // What something costs, in whichever way it is asked.
  if (kinds.has('howmuch') && clauses.some((clause) => clause.some((word) => COSTS.has(word)))) {
    kinds.delete('howmuch');
    kinds.add('what');
  }
  if (kinds.size > 0) return [...kinds].sort();
  return [polar ? 'polar' : 'command'];
}

function askedIn(clause: readonly string[]): string | undefined {
  const start = clause.findIndex((word) => !OPENERS.has(word));
  const first = clause[start] ?? '';
  if (ASKING.has(first)) {
    const next = clause[start + 1] ?? '';
    // `When I cancel, …` says when something happens and asks nothing.
    const subordinate = (first === 'when' || first === 'where') && !AUXILIARIES.has(next) && next !== 'buy';
    return subordinate && clause.length > 2 ? undefined : first;
  }
  const wrapper = clause.findIndex((word) => WRAPPERS.has(word));
  const wrapped = wrapper < 0 ? undefined : clause.slice(wrapper + 1).find((word) => ASKING.has(word));
  if (wrapped !== undefined) return wrapped;
  const whether = clause.some(
    (word, index) => (word === 'whether' || word === 'if') && index > 0 && wrapper >= 0 && index > wrapper,
  );
  if (whether) return 'polar';
  return AUXILIARIES.has(first) ? 'polar' : undefined;
}

/** Kinds that a general question includes: `when` is answered by a time of day or by a date. */
const GENERAL: Readonly<Record<string, string>> = { whattime: 'when', whatday: 'when' };

export function sameQuestions(one: readonly string[], other: readonly string[]): boolean {
  if (one.length !== other.length) return false;
  return one.every((kind, index) => {
    const counterpart = other[index] ?? '';
    return kind === counterpart || GENERAL[kind] === counterpart || GENERAL[counterpart] === kind;
  });
}
