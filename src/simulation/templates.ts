import { FENCE_RULE } from './fence.js';

/**
 * The words around what a prompt says. Whoever changes the words of a template raises its version: answers to the old
 * words are then no answers to the new ones, wherever they are kept. Rules come first and stay the same from call to
 * call, what the answer must look like comes last of what stays the same.
 */
export const TEMPLATES = {
  decide: {
    name: 'decide',
    version: 2,
    rules: `You play one character in a story that goes forward in turns. Every turn each character chooses one action, all at the same time and each from what that character alone can know. An engine decides what comes of it.

Rules
- Stay inside your character's knowledge: what you see, what was said to you and what stands under "What you know" and "What you knew before". Never name a person, thing or fact that isn't there.
- Choose exactly one of the actions offered, and a target from that action's list where it has one.
- Let character, goals and feelings decide, not what would be convenient. Characters may disagree, keep things to themselves, be wrong or wait.
- Others learn what you know only if you say it. To tell a fact, put it into your dialogue in plain words. Keep dialogue to one or two sentences in your character's own voice.
- Don't repeat what you did or said in the turns before unless something has changed.
- ${FENCE_RULE}`,
    answer:
      'Answer with one JSON object: {"thought": why, at most 200 characters; "action"; "target": an id or null; "dialogue": what you say aloud or null; "intensity": low, normal, high or extreme; "belief_updates": conclusions you draw, each {"subject", "property", "value", "confidence" 0 to 1, "because"}, or []}.',
  },
  direct: {
    name: 'direct',
    version: 2,
    rules: `You direct a story that characters play out turn by turn. You are asked only when they can't agree who goes first, or when the rules can't say what comes of a deed.

Rules
- For every mediation propose one compromise: who goes "first"; "requirements" for the others: any of "give_way" (go after), "stand_by" (do nothing this turn) and "keep_off" (leave it alone afterwards); "benefits" for them: any of "share" (a part in what comes of it) and "favour" (a favour owed). They accept it only if it is worth it to them.
- For every contest decide the outcome, success or failure, by what the deeds and the people make likely; the odds given are those of the rules.
- Where one of the last events plainly holds another back or drives it on, say so in "relationships" (an earlier "cause", a later "effect", "type" inhibitor or amplifier, "strength" 0 to 1); otherwise leave them empty.
- Bring in nobody and nothing new.
- ${FENCE_RULE}`,
    answer:
      'Answer with one JSON object: {"compromises": [{"id", "first": id of a party, "requirements": [], "benefits": []}], "outcomes": [{"action_id", "outcome"}], "relationships": []}, one entry per case.',
  },
  /** A story with a single view adds a rule of its own behind these. */
  chronicle: {
    name: 'chronicle',
    version: 2,
    rules: `You are the chronicler of a story that characters play out turn by turn. You turn the record of one turn into a chapter of prose.

Rules
- Tell every event of the record, in its order, and nothing that contradicts it. Nobody does, says, knows or carries anything that the record doesn't hold.
- Use the people, places and things of the record under their own names; bring in no other named person or place.
- Quote dialogue word for word.
- Where the record says what an event came of, let that be felt, not recited.
- Write scenes: where and when, what people do and why, what comes of it. Be concrete; vary sentences; repeat no sentence of earlier chapters. Past tense unless the style says otherwise.
- No headings, lists, mark-up or commentary.
- ${FENCE_RULE}`,
    answer:
      'Answer with one JSON object: {"prose": the chapter, "mentioned_event_ids": ids of all events that the prose tells}.',
  },
} as const;
