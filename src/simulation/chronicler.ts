import { z } from 'zod';
import type { LanguageModel, ModelFailureReason } from '../llm/port.js';
import { inWords } from '../narrative/number-words.js';
import { type Names, plainSentence, SENTENCE_VARIANTS } from '../narrative/plain-sentences.js';
import { sentenceKey, speechKeys, splitSentences } from '../narrative/sentences.js';
import { cleanProse } from '../narrative/story.js';
import { causesAfter } from './chronicle-causes.js';
import { arcPosition, chronicleData, toldEvents } from './chronicle-data.js';
import { chronicleRequest } from './chronicle-request.js';
import type { ChronicleState } from './chronicle-state.js';
import { witnessesOf } from './chronicle-witnesses.js';
import type { ChronicleData, ChronicleEvent } from './model-data.js';
import { degradedBy, stopsTheTurn, throwFailure } from './model-failure.js';
import type { TurnRecord } from './record.js';
import type { SimulationSnapshot } from './snapshot.js';
import type { UsageTotals } from './types.js';
import { usageOf } from './usage.js';

/** A written chapter. */
export interface WrittenChapter {
  readonly prose: string;
  readonly chronicle: ChronicleState;
  /** Why the prose is the plain fallback or the offline model's; absent when the model wrote it. */
  readonly degraded?: ModelFailureReason;
  readonly usage: UsageTotals;
}

export interface ChapterInput {
  readonly snapshot: SimulationSnapshot;
  readonly simulationId: string;
  readonly clientId: string;
  readonly record: TurnRecord;
  readonly chronicle: ChronicleState;
}

const answerSchema = z.object({
  prose: z.string(),
  mentioned_event_ids: z.array(z.string()).catch([]),
  dealt: z.record(z.string(), z.number()).optional().catch(undefined),
});

/** Keys kept: the sentences and lines of more than a hundred chapters of six people. */
const KEYS_KEPT = 6000;
const LINES_KEPT = 12;

/**
 * Tells one committed turn. Needs nothing but the turn's record, the snapshot and what the last chapter left, so a
 * chapter that is missing can be written at any later time. Every event is told: what the model's prose leaves out is
 * added in plain words, and without usable prose the whole chapter is in plain words. Prose changes nothing in the
 * simulation.
 * @throws ModelRateLimitedError, ModelUnavailableError, or the signal's reason.
 */
export async function writeChapter(
  input: ChapterInput,
  model: LanguageModel,
  signal: AbortSignal,
): Promise<WrittenChapter> {
  const { snapshot, record, chronicle } = input;
  signal.throwIfAborted();
  const events = toldEvents(snapshot, record);
  const causes = causesAfter(chronicle.causes, record.turn, events, witnessesOf(record), {
    person: (id) => snapshot.cast.find((persona) => persona.id === id)?.name ?? id,
    place: (id) => snapshot.world.locations[id]?.name ?? id,
  });
  const data = chronicleData(snapshot, record, { ...chronicle, causes }, events);
  const request = chronicleRequest(snapshot, data, { clientId: input.clientId, taskId: input.simulationId });
  const reply = await model.generate(request, signal);
  signal.throwIfAborted();
  if (!reply.ok && stopsTheTurn(reply)) throwFailure(reply, request.key, signal);

  const teller = new Teller(snapshot, data, chronicle.usedSentences);
  const answer = reply.ok ? answerSchema.safeParse(reply.value) : undefined;
  const told =
    answer?.success === true ? teller.retell(answer.data.prose, answer.data.mentioned_event_ids) : '';
  const degraded = degradedBy(reply, told !== '');
  const prose = told === '' ? teller.plainChapter() : told;
  const dealt = answer?.data?.dealt ?? chronicle.dealt;
  return {
    prose,
    chronicle: {
      schemaVersion: 1,
      nextTurn: record.turn + 1,
      usedSentences: teller.usedKeys(prose).slice(-KEYS_KEPT),
      soFar: [...chronicle.soFar, teller.summary()].filter((line) => line !== '').slice(-LINES_KEPT),
      causes,
      heaviest: record.events.reduce((most, { weight }) => Math.max(most, weight), chronicle.heaviest),
      turned: chronicle.turned || arcPosition(snapshot, record, chronicle) === 'turning_point',
      ...(dealt === undefined ? {} : { dealt }),
    },
    ...(degraded === undefined ? {} : { degraded }),
    usage: usageOf(reply),
  };
}

/** Makes the prose of one chapter, minding which sentences the story has used. */
class Teller {
  readonly #data: ChronicleData;
  readonly #names: Names;
  /** What others call somebody, whoever tells the story. */
  readonly #nameOf: (id: string) => string;
  readonly #masked: readonly string[];
  readonly #used: Set<string>;

  constructor(snapshot: SimulationSnapshot, data: ChronicleData, used: readonly string[]) {
    this.#data = data;
    this.#used = new Set(used);
    const { locations } = snapshot.world;
    this.#masked = data.maskedNames;
    const people = new Map(snapshot.cast.map(({ id, name }) => [id, name]));
    const { view } = data;
    this.#nameOf = (id) => people.get(id) ?? id;
    this.#names = {
      person: (id, as) =>
        view?.person === 'first' && id === view.persona ? (as === 'object' ? 'me' : 'I') : this.#nameOf(id),
      place: (id) => locations[id]?.name ?? id,
      ...(view === undefined ? {} : { sees: (event) => event.witnesses?.includes(view.persona) ?? true }),
    };
  }

  /** A model's prose, cleaned, without repeated sentences, and with what it left out. Empty when there is nothing in it. */
  retell(prose: string, mentionedIds: readonly string[]): string {
    const clean = cleanProse(prose);
    if (clean === '') return '';
    const claimed = new Set(mentionedIds);
    const told = this.#data.events.filter(
      (event) => claimed.has(event.eventId) && this.#isNamedIn(clean, event),
    );
    const paragraphs = clean.split('\n\n').map((paragraph) => splitSentences(paragraph));
    const kept = this.#withoutRepeats(paragraphs, told);
    const missing = this.#data.events.filter((event) => !told.includes(event));
    const added = missing.map((event) => this.#plain(event));
    return [...kept.map((sentences) => sentences.join(' ')), added.join(' ')]
      .filter((paragraph) => paragraph !== '')
      .join('\n\n');
  }

  /** Every event in plain words, a paragraph for those of each place. */
  plainChapter(): string {
    const paragraphs: string[][] = this.#data.opens ? [[this.#data.stage.premise]] : [];
    let place: string | undefined;
    for (const event of this.#data.events) {
      if (event.locationId !== place || paragraphs.length === 0) paragraphs.push([]);
      place = event.locationId;
      paragraphs.at(-1)?.push(this.#plain(event));
    }
    if (this.#data.events.length === 0)
      paragraphs.push([`Turn ${inWords(this.#data.turn)} passed without anything to tell.`]);
    return cleanProse(paragraphs.map((sentences) => sentences.join(' ')).join('\n\n'));
  }

  /** The turn's weightiest event in a line. */
  summary(): string {
    const [first, ...rest] = this.#data.events.filter((event) => this.#names.sees?.(event) !== false);
    if (first === undefined) return '';
    const weightiest = rest.reduce((best, event) => (event.weight > best.weight ? event : best), first);
    return cleanProse(plainSentence(withoutSpeech(weightiest), { ...this.#names, person: this.#nameOf }));
  }

  /** The keys of all that the story holds once it holds this prose, the oldest first. */
  usedKeys(prose: string): string[] {
    return [...new Set([...this.#used, ...speechKeys(prose, this.#masked)])];
  }

  /** An event can only count as told where the one who acts is named. */
  #isNamedIn(prose: string, event: ChronicleEvent): boolean {
    if (event.actor === undefined) return true;
    const { view } = this.#data;
    if (view?.person === 'first' && event.actor === view.persona) return /\b(?:I|me|my)\b/u.test(prose);
    const actor = this.#data.cast.find(({ id }) => id === event.actor);
    return (
      actor === undefined ||
      [actor.name, ...actor.name.split(/\s+/)].some(
        // A name that is written small has a capital where a sentence begins with it.
        (name) => prose.includes(name) || prose.includes(name.charAt(0).toUpperCase() + name.slice(1)),
      )
    );
  }

  /** Drops sentences that the story has had, as long as everybody who acts stays named. */
  #withoutRepeats(paragraphs: readonly (readonly string[])[], told: readonly ChronicleEvent[]): string[][] {
    const kept = paragraphs.map((sentences) => [...sentences]);
    for (const sentences of kept) {
      for (let i = 0; i < sentences.length; i += 1) {
        const sentence = sentences[i] ?? '';
        const key = sentenceKey(sentence, this.#masked);
        if (!this.#used.has(key)) {
          this.#used.add(key);
          continue;
        }
        if (!hasWholeQuotes(sentence)) continue;
        sentences.splice(i, 1);
        const left = kept.map((rest) => rest.join(' ')).join('\n');
        if (left.trim() !== '' && told.every((event) => this.#isNamedIn(left, event))) i -= 1;
        else sentences.splice(i, 0, sentence);
      }
    }
    return kept;
  }

  #plain(event: ChronicleEvent): string {
    for (let variant = 0; variant < SENTENCE_VARIANTS; variant += 1) {
      const sentence = plainSentence(event, this.#names, variant);
      // What was said was said in those words; only the telling can vary.
      const telling = plainSentence(withoutSpeech(event), this.#names, variant);
      const keys = splitSentences(telling).map((part) => sentenceKey(part, this.#masked));
      if (keys.some((key) => this.#used.has(key)) && variant + 1 < SENTENCE_VARIANTS) continue;
      for (const key of keys) this.#used.add(key);
      return sentence;
    }
    return plainSentence(event, this.#names);
  }
}

function withoutSpeech({ dialogue: _said, ...event }: ChronicleEvent): ChronicleEvent {
  return event;
}

/** A sentence that opens a quotation which another one closes can't be taken out alone. */
function hasWholeQuotes(sentence: string): boolean {
  const count = (mark: RegExp) => sentence.match(mark)?.length ?? 0;
  return count(/“/g) === count(/”/g) && count(/"/g) % 2 === 0;
}
