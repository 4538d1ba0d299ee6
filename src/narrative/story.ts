import { plainText } from './plain-text.js';

/** One told turn. */
export interface Chapter {
  readonly turn: number;
  readonly prose: string;
}

/** Prose as it is stored: paragraphs of plain text, without headings, tags, control characters or stray spaces. */
export function cleanProse(prose: string): string {
  return plainText(prose)
    .replace(/^[ \t]*(?:#{1,6}[ \t]+.*|[-*_=]{3,}[ \t]*|```.*)$/gm, '')
    .split(/\n[ \t]*\n+/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
    .filter((paragraph) => paragraph !== '')
    .join('\n\n');
}

/** A story as Markdown: its title, then a section per turn under the heading that the caller names it by. */
export function tellStory(
  title: string,
  chapters: readonly Chapter[],
  headingOf: (turn: number) => string,
): string {
  const sections = [...chapters]
    .sort((a, b) => a.turn - b.turn)
    .map(({ turn, prose }) => `## ${oneLine(headingOf(turn))}\n\n${cleanProse(prose)}`);
  return `${[`# ${oneLine(title)}`, ...sections].join('\n\n')}\n`;
}

function oneLine(text: string): string {
  return plainText(text).replace(/\s+/g, ' ').trim();
}
