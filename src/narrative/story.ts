import { plainText, singleSpaced } from './plain-text.js';

/** One told turn. */
export interface Chapter {
  readonly turn: number;
  readonly prose: string;
}

/** Prose as it is stored: paragraphs of plain text, without headings, tags, control characters or stray spaces. */
export function cleanProse(prose: string): string {
  const plain = plainText(prose);
  return (MARKED_LINE.test(plain) ? plain.replace(MARKED_LINES, '') : plain)
    .split(/\n[ \t]*\n+/)
    .map((paragraph) => singleSpaced(paragraph).trim())
    .filter((paragraph) => paragraph !== '')
    .join('\n\n');
}

/** Headings, rules and fences of Markdown, and how a line begins that may be one. */
const MARKED_LINES = /^[ \t]*(?:#{1,6}[ \t]+.*|[-*_=]{3,}[ \t]*|```.*)$/gm;
const MARKED_LINE = /^[ \t]*[#\-*_=`]/m;

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
  return singleSpaced(plainText(text)).trim();
}
