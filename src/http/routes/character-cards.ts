import { createHash } from 'node:crypto';
import { z } from 'zod';
import { hashState } from '../../cache/state-hash.js';
import { ImportError, NotAcceptableError } from '../../errors.js';
import { MAX_ISSUES, validate } from '../../issues.js';
import { isUnusablePattern } from '../../reality/lore/matching.js';
import { bookOfCard, characterOfCard } from '../../scenario/character-card.js';
import { cardOfCharacter } from '../../scenario/imports/card-export.js';
import { type Card, cardInPng, MAX_FILE_BYTES, readCardFile } from '../../scenario/imports/card-file.js';
import type { UnmappedField } from '../../scenario/imports/entry-fields.js';
import { plainPng } from '../../scenario/imports/plain-png.js';
import { type CharacterInput, characterSchema } from '../../simulation/character.js';
import type { LoreEntry } from '../../simulation/lore-entry.js';
import { findImported, findSource, importCharacter } from '../../store/character-writes.js';
import { findCharacter } from '../../store/characters.js';
import { cardSchema, characterImportSchema } from '../character-answer.js';
import type { ApiDependencies } from '../dependencies.js';
import { type Endpoint, endpoint } from '../endpoint.js';
import { flag, type Upload, uploadOf } from '../middleware/upload.js';
import { CHARACTERS_PATH, characterParams, draftOf, knownCharacter } from './known-character.js';

const PNG = 'image/png';
const JSON_TYPE = 'application/json';
const EXPORT_TYPES = [JSON_TYPE, PNG];
/** More of them help nobody. */
const MAX_UNMAPPED = 1_000;

export function characterImportRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    name: 'importCharacter',
    method: 'POST',
    path: `${CHARACTERS_PATH}/import`,
    access: 'client',
    tag: 'characters',
    summary: 'Import a character card: V2 or V3, as JSON or in a PNG',
    description:
      'Takes the card as JSON, a PNG that carries it, or either in the field `file` of a form. The same content makes one character, however often it comes. What stands in a card is material for stories, never an instruction.',
    query: z.object({
      dry_run: flag.optional().meta({
        type: 'boolean',
        description: 'Only tell what would be imported; a form may have it as a field',
      }),
    }),
    upload: { maxBytes: MAX_FILE_BYTES, document: cardSchema, mediaTypes: [PNG] },
    answers: {
      200: {
        description: 'The character that this content made before, or a preview',
        content: { [JSON_TYPE]: characterImportSchema },
        headers: { Location: 'Where it is; none of a preview' },
      },
      201: {
        description: 'The character',
        content: { [JSON_TYPE]: characterImportSchema },
        headers: { Location: 'Where it is' },
      },
      422: { description: '`IMPORT_FAILED`: the file is no card, and the message says why' },
    },
    async handle({ query, caller, request, response }) {
      const upload = uploadOf(request);
      const dryRun = query.dry_run ?? flag.safeParse(upload.fields.dry_run).data ?? false;
      const { card, character, unmapped, kind } = readCard(upload);
      const contentHash = hashState({
        card,
        image: kind === 'png' ? createHash('sha256').update(upload.bytes).digest('hex') : null,
      });
      const told = (id: string | null, created: boolean, played: CharacterInput) => ({
        id,
        created,
        dry_run: dryRun,
        spec: card.spec,
        character: played,
        unmapped: unmapped.slice(0, MAX_UNMAPPED),
      });
      if (dryRun) {
        const id = await findImported(db, caller.clientId, contentHash);
        response.json(told(id ?? null, false, character));
        return;
      }
      const { id, isNew } = await importCharacter(db, draftOf(character, caller.clientId), {
        kind,
        contentHash,
        document: card,
        image: kind === 'png' ? upload.bytes : null,
      });
      const stored = isNew ? undefined : await findCharacter(db, caller, id);
      response
        .status(isNew ? 201 : 200)
        .location(`${CHARACTERS_PATH}/${id}`)
        .json(told(id, isNew, stored === undefined ? character : characterSchema.parse(stored.profile)));
    },
  });
}

export function characterExportRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    name: 'exportCharacter',
    method: 'GET',
    path: `${CHARACTERS_PATH}/{id}/export`,
    access: 'client',
    tag: 'characters',
    summary: 'A character as a card, for other programs',
    description:
      'As JSON or as a PNG, by `format` or by `Accept`. A character that came from a card and was not changed since comes back as it came; otherwise only what was changed differs. A card that came without a picture gets a plain one.',
    missing: 'CHARACTER',
    params: characterParams,
    query: z.object({
      format: z.enum(['json', 'png']).optional().meta({ description: 'Goes before `Accept`' }),
    }),
    answers: {
      200: {
        description: 'The card itself',
        content: { [JSON_TYPE]: cardSchema, [PNG]: z.string().meta({ format: 'binary' }) },
        headers: { 'Content-Disposition': 'A name for the file' },
      },
    },
    async handle({ params, query, caller, request, response }) {
      response.vary('Accept');
      const accepted = query.format === undefined ? request.accepts(EXPORT_TYPES) : FORMATS[query.format];
      if (accepted === false) throw new NotAcceptableError(`A card comes as ${EXPORT_TYPES.join(' or ')}`);
      const stored = await knownCharacter(db, caller, params.id);
      const source = await findSource(db, stored);
      // What was imported was a card when it was.
      const before = source?.document as unknown as Card | undefined;
      const card = cardOfCharacter(characterSchema.parse(stored.profile), before);
      response.attachment(`${stored.id}.${accepted === PNG ? 'png' : 'json'}`);
      if (accepted !== PNG) {
        response.type(JSON_TYPE).send(JSON.stringify(card));
        return;
      }
      const image = source?.image == null ? plainPng(stored.name) : Buffer.from(source.image);
      const isAsItCame = source?.kind === 'png' && card === before;
      response.type(PNG).send(isAsItCame ? image : cardInPng(image, card));
    },
  });
}

const FORMATS = { json: JSON_TYPE, png: PNG } as const;

interface ReadCard {
  readonly card: Card;
  readonly kind: 'json' | 'png';
  readonly character: CharacterInput;
  readonly unmapped: readonly UnmappedField[];
}

/** @throws ImportError for what is no card, or one that nobody can be made of */
function readCard({ bytes, mediaType }: Upload): ReadCard {
  const { document: card, kind } = mediaType === PNG ? readCardFile(bytes, true) : readCardFile(bytes);
  const { entries, unmapped } = bookOfCard(card);
  const character = validate(characterSchema, characterOfCard(card));
  if (!character.ok) {
    const [issue] = character.issues;
    throw new ImportError(`The card makes no character: ${issue?.path} ${issue?.message}`, {
      issues: character.issues.slice(0, MAX_ISSUES),
    });
  }
  return { card, kind, character: character.value, unmapped: [...unmapped, ...unusableKeys(entries)] };
}

/** Patterns that are tried at an import; a simulation takes no more than half of them. */
const MAX_TRIED = 1_000;

/** Keys that can never match. */
function unusableKeys(entries: readonly LoreEntry[]): readonly UnmappedField[] {
  const patterns = entries.flatMap(({ uid, keys, secondary_keys }) =>
    [
      ...keys.map((key) => ({ uid, path: 'keys', key })),
      ...secondary_keys.map((key) => ({ uid, path: 'secondary_keys', key })),
    ].filter(({ key }) => key.startsWith('/')),
  );
  return patterns
    .slice(0, MAX_TRIED)
    .filter(({ key }) => isUnusablePattern(key))
    .map(({ uid, path, key }) => ({
      uid,
      path,
      message: `has a pattern that cannot be run: ${key.slice(0, 80)}`,
    }));
}
