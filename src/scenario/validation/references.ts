import type { Lorebook } from '../lorebook.js';
import { isBlank } from './blank-text.js';
import { NameRegister } from './name-register.js';
import { characterStub, factionStub, locationStub } from './stubs.js';
import type { Tally } from './tally.js';

/** What a name in a lorebook may be of. */
export type Kind = 'character' | 'location' | 'faction';

/** What is named and not described gets a stub, up to so many; further references are dropped. */
const MOST_STUBS = 5;
/** As many as a lorebook may hold. */
const MOST_OF_KIND: Readonly<Record<Kind, number>> = { character: 500, location: 500, faction: 200 };

/** Words by which a name without an entry is taken for that of a faction. */
const COLLECTIVE =
  /\b(?:alliance|army|assembly|band|brotherhood|church|circle|clan|collective|company|concord|corporation|council|court|cult|empire|federation|fleet|guild|house|kingdom|league|legion|ministry|order|party|republic|sisterhood|society|syndicate|tribe|union|watch)\b/iu;

/** How somebody or something is named. */
export interface Mention {
  /** What may be meant; a stub is one of the first, or a faction when it sounds like one. */
  readonly kinds: readonly [Kind, ...Kind[]];
  /** Where it stands, for the list of repairs. */
  readonly at: string;
  /** Completes "what is told of it is …" for a stub; none is made without it. */
  readonly told?: string;
  /** Who or what names it, and can't mean itself. */
  readonly self?: string;
}

/** The names of a lorebook while its references are followed, and the stubs that some of them take. */
export class References {
  readonly #tally: Tally;
  readonly #original: Readonly<Record<Kind, NameRegister>>;
  readonly #now: Readonly<Record<Kind, NameRegister>>;
  readonly #stubs: { readonly [K in Kind]: StubOf[K][] } = { character: [], location: [], faction: [] };
  readonly #room: Record<Kind, number>;

  /** @param book without two names alike in any of its lists */
  constructor(book: Pick<Lorebook, 'characters' | 'locations' | 'factions'>, tally: Tally) {
    this.#tally = tally;
    this.#original = registersOf(book);
    this.#now = registersOf(book);
    this.#room = {
      character: MOST_OF_KIND.character - book.characters.length,
      location: MOST_OF_KIND.location - book.locations.length,
      faction: MOST_OF_KIND.faction - book.factions.length,
    };
  }

  /**
   * The name that a reference means, as it is written where it stands.
   * @returns undefined when the reference is to be dropped
   */
  follow(reference: string, { kinds, at, told, self }: Mention): string | undefined {
    const known = this.#find(this.#now, kinds, reference);
    if (known !== undefined && known === self) {
      this.#tally.check(false, () => `${at} named itself: the reference was dropped`);
      return undefined;
    }
    if (known !== undefined) {
      const wasKnown = this.#find(this.#original, kinds, reference) !== undefined;
      this.#tally.check(wasKnown, () => `${at} named "${reference}", for which a stub was added`);
      return known;
    }
    const kind = kinds.includes('faction') && COLLECTIVE.test(reference) ? 'faction' : kinds[0];
    const stubbed = told !== undefined && !isBlank(reference) && this.#stub(kind, reference, told);
    this.#tally.check(false, () =>
      stubbed
        ? `${at} named "${reference}", which did not exist: a stub of a ${kind} was added`
        : `${at} named "${reference}", which does not exist: the reference was dropped`,
    );
    return stubbed ? reference : undefined;
  }

  /** Follows a list of references; what is dropped, and what comes twice, is left out. */
  followAll(references: readonly string[], mention: Mention): string[] {
    return [...new Set(references.flatMap((each) => this.follow(each, mention) ?? []))];
  }

  #find(
    registers: Readonly<Record<Kind, NameRegister>>,
    kinds: readonly Kind[],
    reference: string,
  ): string | undefined {
    for (const kind of kinds) {
      const name = registers[kind].resolve(reference);
      if (name !== undefined) return name;
    }
    return undefined;
  }

  /** @returns whether there was room for a stub */
  #stub(kind: Kind, name: string, named: string): boolean {
    const made = Object.values(this.#stubs).reduce((sum, list) => sum + list.length, 0);
    if (made >= MOST_STUBS || this.#room[kind] <= 0) return false;
    this.#room[kind] -= 1;
    this.#now[kind].add(name);
    if (kind === 'character') this.#stubs.character.push(characterStub(name, named));
    else if (kind === 'location') this.#stubs.location.push(locationStub(name, named));
    else this.#stubs.faction.push(factionStub(name, named));
    return true;
  }

  /** What stands for names that had no entry. */
  get stubs(): { readonly [K in Kind]: readonly StubOf[K][] } {
    return this.#stubs;
  }
}

interface StubOf {
  readonly character: ReturnType<typeof characterStub>;
  readonly location: ReturnType<typeof locationStub>;
  readonly faction: ReturnType<typeof factionStub>;
}

function registersOf({
  characters,
  locations,
  factions,
}: Pick<Lorebook, 'characters' | 'locations' | 'factions'>): Readonly<Record<Kind, NameRegister>> {
  const registers = {
    character: new NameRegister(),
    location: new NameRegister(),
    faction: new NameRegister(),
  };
  for (const { name, aliases } of characters) registers.character.add(name, aliases, true);
  for (const { name } of locations) registers.location.add(name);
  for (const { name } of factions) registers.faction.add(name);
  return registers;
}
