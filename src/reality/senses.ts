import { clamp, round6 } from '../simulation/numbers.js';
import type { Dialogue, Location, Persona, WorldState } from '../simulation/types.js';
import { alertnessOf, awarenessBonus } from './alertness.js';
import type { Certainty } from './certainty.js';
import { distanceBetween, isInSight, placeIn, type Whereabouts } from './distance.js';

/** What the senses reach: scores by distance, range, accuracy, awareness and surroundings. Distances are in metres. */

export type Sense = 'visual' | 'auditory' | 'thermal' | 'vibrational';
export type Volume = Dialogue['volume'];
export type Visibility = 'clear' | 'partial' | 'obscured' | 'hidden' | 'invisible';

const ENVIRONMENT_FLOOR = 0.1;

const LIGHT: Readonly<Record<Location['light'], number>> = { bright: 1.2, normal: 1, dim: 0.7, dark: 0.3 };
const WEATHER: Readonly<Record<Sense, Readonly<Partial<Record<Location['weather'], number>>>>> = {
  visual: { fog: 0.3, rain: 0.8, storm: 0.5 },
  auditory: { fog: 1.1, rain: 0.7, storm: 0.4 },
  thermal: { fog: 0.9, rain: 0.8, storm: 0.6 },
  vibrational: {},
};
const TERRAIN: Readonly<Record<Sense, Readonly<Partial<Record<Location['terrain'], number>>>>> = {
  visual: { forest: 0.6, urban: 0.8, underground: 0.4 },
  auditory: { forest: 0.8, urban: 0.7, underground: 1.3 },
  thermal: {},
  vibrational: { open: 0.8, forest: 0.6, urban: 1.2, underground: 1.5 },
};
/** By what a voice's loudness multiplies the distance to its hearers. */
const VOLUME: Readonly<Record<Volume, number>> = { whisper: 6, normal: 1, loud: 0.25 };
const CERTAINTY: Readonly<Record<Visibility, Certainty>> = {
  clear: 'ABSOLUTE',
  partial: 'HIGH',
  obscured: 'MEDIUM',
  hidden: 'LOW',
  invisible: 'UNKNOWN',
};

/** What light, weather and terrain leave of a sense's range: the product of the factors that apply to it, at least .1. */
export function senseEnvironment(
  sense: Sense,
  place: Pick<Location, 'light' | 'weather' | 'terrain'>,
): number {
  const light = sense === 'visual' ? LIGHT[place.light] : 1;
  const product = light * (WEATHER[sense][place.weather] ?? 1) * (TERRAIN[sense][place.terrain] ?? 1);
  return Math.max(ENVIRONMENT_FLOOR, product);
}

/** Metres that a sense reaches: range*(1+bonus)*environment. */
export function effectiveRange(range: number, bonus: number, environment: number): number {
  return range * (1 + bonus) * environment;
}

export interface Sensing {
  readonly distance: number;
  readonly range: number;
  /** 0..1; clamped. */
  readonly accuracy: number;
  /** Awareness bonus; -1 and below reach nothing. */
  readonly bonus: number;
  readonly environment: number;
  /** Factors of the sensor itself. */
  readonly modifiers?: readonly number[];
}

/** (1 - d/effective range) * min(1, accuracy*(1 + bonus/2)) * modifiers; 0 when the range is none; below 0 beyond it. */
export function perceptionScore({
  distance,
  range,
  accuracy,
  bonus,
  environment,
  modifiers,
}: Sensing): number {
  let sensor = 1;
  if (modifiers !== undefined) for (const modifier of modifiers) sensor *= modifier;
  return round6(scoreAt(distance, effectiveRange(range, bonus, environment), accuracy, bonus) * sensor);
}

function scoreAt(distance: number, reach: number, accuracy: number, bonus: number): number {
  if (reach <= 0) return 0;
  return round6((1 - distance / reach) * Math.min(1, clamp(accuracy, 0, 1) * (1 + bonus / 2)));
}

/** What a score amounts to. Nothing is hidden at no distance; nothing is perceived beyond the effective range. */
export function visibilityOf(score: number, distance: number, reach: number): Visibility {
  if (distance <= 0) return 'clear';
  return reach <= 0 || distance > reach ? 'invisible' : gradeOf(score);
}

function gradeOf(score: number): Visibility {
  if (score >= 0.7) return 'clear';
  if (score >= 0.5) return 'partial';
  if (score >= 0.3) return 'obscured';
  return score > 0 ? 'hidden' : 'invisible';
}

/** How sure one is of what one perceives so; `UNKNOWN` of what one doesn't. */
export function certaintyOf(visibility: Visibility): Certainty {
  return CERTAINTY[visibility];
}

/** Reach (metres) and accuracy (0..1) of the senses somebody has. */
export type Senses = Readonly<Partial<Record<Sense, { readonly range: number; readonly accuracy: number }>>>;

/** What everybody has: sight to 20+2*PER and hearing to 20+4*PER metres, accuracy min(1, .7+.03*PER). */
export function defaultSenses({ perception }: Pick<Persona['stats'], 'perception'>): Senses {
  const accuracy = Math.min(1, round6(0.7 + 0.03 * perception));
  return {
    visual: { range: 20 + 2 * perception, accuracy },
    auditory: { range: 20 + 4 * perception, accuracy },
  };
}

/** Somebody who perceives, with what stays the same for all they perceive in a turn. */
export interface Observer extends Whereabouts {
  readonly senses: Senses;
  /** Awareness bonus of alertness and focus. */
  readonly bonus: number;
}

/** A persona is never written to: as long as it is the same, so are its senses. */
const observers = new WeakMap<Persona, Observer>();

/** Somebody with the senses that everybody has. */
export function observerFor(persona: Persona): Observer {
  const known = observers.get(persona);
  if (known !== undefined) return known;
  const observer = observerOf(persona);
  observers.set(persona, observer);
  return observer;
}

export function observerOf(persona: Persona, senses: Senses = defaultSenses(persona.stats)): Observer {
  return {
    locationId: persona.locationId,
    position: persona.position,
    senses,
    // Whoever is unconscious perceives nothing, whatever their attention was on.
    bonus: persona.state.conscious ? awarenessBonus(alertnessOf(persona), persona.state.focus) : -1,
  };
}

/** By which senses something can be noticed, and how loud it is (normal if it doesn't say). */
export interface Stimulus {
  readonly senses: readonly Sense[];
  readonly volume?: Volume;
}

/**
 * How well an observer perceives something: the best of the senses that both have. Surroundings are those of the target.
 * Sight leads to another place only along a line of sight.
 */
export function bestVisibility(
  world: WorldState,
  observer: Observer,
  target: Whereabouts,
  stimulus: Stimulus,
): Visibility {
  const place = placeIn(world, target.locationId);
  const apart = distanceBetween(world, observer, target);
  if (place === undefined || apart === Number.POSITIVE_INFINITY || observer.bonus <= -1) return 'invisible';
  let best = 0;
  for (const sense of stimulus.senses) {
    const own = observer.senses[sense];
    if (own === undefined) continue;
    if (sense === 'visual' && !isInSight(world, observer.locationId, target.locationId)) continue;
    if (apart <= 0) return 'clear';
    const distance = sense === 'auditory' ? apart * VOLUME[stimulus.volume ?? 'normal'] : apart;
    const reach = effectiveRange(own.range, observer.bonus, senseEnvironment(sense, place));
    best = Math.max(best, scoreAt(distance, reach, own.accuracy, observer.bonus));
  }
  return gradeOf(best);
}
