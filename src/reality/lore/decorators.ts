import type { LoreEntry } from '../../simulation/lore-entry.js';

/** An entry without the lines at the head of its content that begin with `@@`, and what those say. */
export interface PlainEntry {
  readonly entry: LoreEntry;
  /** `@@activate` makes it come whatever its keys are, `@@dont_activate` keeps it away. */
  readonly decorator?: 'activate' | 'dont_activate';
}

export function withoutDecorators(entry: LoreEntry): PlainEntry {
  if (!entry.content.startsWith('@@')) return { entry };
  const lines = entry.content.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('@@'));
  const head = new Set((end === -1 ? lines : lines.slice(0, end)).map((line) => line.trim()));
  const decorator = head.has('@@dont_activate')
    ? 'dont_activate'
    : head.has('@@activate')
      ? 'activate'
      : undefined;
  return {
    entry: { ...entry, content: end === -1 ? '' : lines.slice(end).join('\n') },
    ...(decorator === undefined ? {} : { decorator }),
  };
}
