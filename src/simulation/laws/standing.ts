import type { Persona } from '../types.js';

/** Who is whose ally or superior: by feeling, faction and rank, and by the id only of somebody without any of them. */

const FRIENDLY = new Set(['ally', 'friend', 'friendly', 'team', 'companion']);
/** Feelings above this make an ally, and those below its opposite undo a common faction. */
const WARM = 0.2;
const FALLEN_OUT = -0.5;

type Cast = Readonly<Record<string, Persona>>;

export function isAlly(persona: Persona, target: string, cast: Cast): boolean {
  const { bond, other } = between(persona, target, cast);
  if (bond !== undefined && bond.affinity > WARM) return true;
  if (sharesFaction(persona, other)) return bond === undefined || bond.affinity >= -WARM;
  return isUnplaced(persona, target, cast) && tokens(target).some((token) => FRIENDLY.has(token));
}

export function isSuperior(persona: Persona, target: string, cast: Cast): boolean {
  const { bond, other } = between(persona, target, cast);
  if (bond !== undefined && tokens(bond.kind).some(commands)) return true;
  if (other !== undefined && sharesFaction(persona, other) && other.rank > persona.rank) return true;
  return isUnplaced(persona, target, cast) && tokens(target).some(commands);
}

/** Whether the target is of the persona's own faction, and whether they have fallen out beyond it. */
export function factionTie(persona: Persona, target: string, cast: Cast): 'none' | 'own' | 'fallen-out' {
  const { bond, other } = between(persona, target, cast);
  if (!sharesFaction(persona, other)) return 'none';
  return (bond?.affinity ?? 0) <= FALLEN_OUT ? 'fallen-out' : 'own';
}

/** Ids are words that users choose: only own keys count. */
function between(persona: Persona, target: string, cast: Cast) {
  const bond = Object.hasOwn(persona.relationships, target) ? persona.relationships[target] : undefined;
  const other = Object.hasOwn(cast, target) ? cast[target] : undefined;
  return { bond, other };
}

function sharesFaction(persona: Persona, other: Persona | undefined): boolean {
  return other?.faction !== undefined && other.faction === persona.faction;
}

function isUnplaced(persona: Persona, target: string, cast: Cast): boolean {
  const { bond, other } = between(persona, target, cast);
  return bond === undefined && other?.faction === undefined && (other?.rank ?? 0) === 0;
}

function tokens(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function commands(token: string): boolean {
  return token === 'superior' || token.startsWith('command');
}
