/**
 * How many tasks a worker should take at once, by how busy its machine is: additive increase while there is room,
 * multiplicative decrease when a target is passed, a pause at the hard limit. Pure: samples and state in, decision out.
 */

/** One look at the machine and the process. What can't be told is null, and decides nothing. */
export interface Sample {
  /** Share of the processors (or of the quota) in use, percent. */
  readonly cpuPercent: number | null;
  /** Share of the memory (or of the limit) in use, percent. */
  readonly memoryPercent: number | null;
  /** 99th percentile of what the event loop was late by, milliseconds. */
  readonly eventLoopDelayMs: number | null;
  /** Share of the last ten seconds in which something waited for memory, percent. */
  readonly memoryPressurePercent: number | null;
}

export interface Targets {
  readonly cpuPercent: number;
  readonly memoryPercent: number;
  readonly eventLoopDelayMs: number;
}

/** Between which numbers of tasks at once the decision lies; `least` is 1 or more. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** What the next decision depends on besides its sample. */
export interface GovernorState {
  /** Tasks at once. */
  readonly limit: number;
  readonly isPaused: boolean;
  /** Samples in a row that passed a target, the hard limit, and that had room. */
  readonly above: number;
  readonly critical: number;
  readonly below: number;
  /** Samples to go until a decrease has shown its effect. */
  readonly settling: number;
}

export interface Decision {
  readonly state: GovernorState;
  readonly action: 'keep' | 'raise' | 'lower' | 'pause' | 'resume';
  /** Why, in words for a log line; empty for `keep`. */
  readonly reason: string;
}

/** A single spike changes nothing: so many samples in a row have to agree. */
const AGREEING = 3;
/** Memory that is nearly gone doesn't wait as long. */
const AGREEING_CRITICAL = 2;
const DECREASE = 0.7;
/** Runs end at their turns: a decrease needs this many samples to be felt. */
const SETTLING = 5;
/** Room begins this far below a target, so that the limit doesn't swing around it. */
const ROOM = 0.9;
const HARD_MEMORY_PERCENT = 95;
/** The kernel says that for a fifth of the time something stood still for want of memory. */
const HARD_MEMORY_PRESSURE_PERCENT = 20;

export function openGovernor(range: Range): GovernorState {
  return { limit: range.most, isPaused: false, above: 0, critical: 0, below: 0, settling: 0 };
}

export function decide(state: GovernorState, sample: Sample, targets: Targets, range: Range): Decision {
  const critical = criticalReason(sample);
  const passed = passedTargets(sample, targets);
  const hasRoom = passed.length === 0 && passedTargets(sample, scaled(targets, ROOM)).length === 0;
  const seen: GovernorState = {
    ...state,
    limit: Math.min(range.most, Math.max(range.least, state.limit)),
    above: passed.length > 0 ? state.above + 1 : 0,
    critical: critical === undefined ? 0 : state.critical + 1,
    below: hasRoom ? state.below + 1 : 0,
    settling: Math.max(0, state.settling - 1),
  };
  if (!seen.isPaused && critical !== undefined && seen.critical >= AGREEING_CRITICAL) {
    const limit = lowered(seen.limit, range);
    return { state: { ...seen, isPaused: true, limit, above: 0 }, action: 'pause', reason: critical };
  }
  if (seen.isPaused) {
    return seen.below < AGREEING
      ? keep(seen)
      : { state: { ...seen, isPaused: false, below: 0 }, action: 'resume', reason: 'there is room again' };
  }
  if (seen.above >= AGREEING && seen.settling === 0 && seen.limit > range.least) {
    const limit = lowered(seen.limit, range);
    return {
      state: { ...seen, limit, above: 0, settling: SETTLING },
      action: 'lower',
      reason: passed.join(', '),
    };
  }
  if (seen.below >= AGREEING && seen.limit < range.most) {
    const limit = seen.limit + 1;
    return { state: { ...seen, limit, below: 0 }, action: 'raise', reason: 'all targets are kept' };
  }
  return keep(seen);
}

function keep(state: GovernorState): Decision {
  return { state, action: 'keep', reason: '' };
}

function lowered(limit: number, range: Range): number {
  return Math.max(range.least, Math.floor(limit * DECREASE));
}

function scaled(targets: Targets, factor: number): Targets {
  return {
    cpuPercent: targets.cpuPercent * factor,
    memoryPercent: targets.memoryPercent * factor,
    eventLoopDelayMs: targets.eventLoopDelayMs * factor,
  };
}

/** The targets that a sample passed, in words. */
function passedTargets(sample: Sample, targets: Targets): readonly string[] {
  const passed = (name: string, value: number | null, target: number, unit: string) =>
    value !== null && value > target ? [`${name} at ${round(value)}${unit} of ${round(target)}${unit}`] : [];
  return [
    ...passed('CPU', sample.cpuPercent, targets.cpuPercent, ' %'),
    ...passed('memory', sample.memoryPercent, targets.memoryPercent, ' %'),
    ...passed('event-loop delay', sample.eventLoopDelayMs, targets.eventLoopDelayMs, ' ms'),
  ];
}

function criticalReason({ memoryPercent, memoryPressurePercent }: Sample): string | undefined {
  if (memoryPercent !== null && memoryPercent >= HARD_MEMORY_PERCENT) {
    return `memory at ${round(memoryPercent)} %, the hard limit is ${HARD_MEMORY_PERCENT} %`;
  }
  if (memoryPressurePercent !== null && memoryPressurePercent >= HARD_MEMORY_PRESSURE_PERCENT) {
    return `memory pressure at ${round(memoryPressurePercent)} %, the hard limit is ${HARD_MEMORY_PRESSURE_PERCENT} %`;
  }
  return undefined;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
