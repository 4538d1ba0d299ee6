import { plainText } from '../narrative/plain-text.js';

/** The texts of series and lorebooks as lines and sentences. */

export function inLine(text: string): string {
  return plainText(text).replace(/\s+/gu, ' ').trim();
}

const END = /(?<=[.!?…]["”'’]?)(?<!\b(?:Capt|Dr|Lt|Mr|Mrs|Ms|Sgt|St)\.)\s+(?=[\p{Lu}\p{N}"“‘'])/u;

/** The sentences of a text, each with its end mark; a title before a name ends none. */
export function sentencesOf(text: string): readonly string[] {
  const line = inLine(text);
  return line === '' ? [] : line.split(END);
}
