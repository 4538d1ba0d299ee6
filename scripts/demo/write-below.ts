import { mkdirSync } from 'node:fs';
import { DemoError } from './error.js';

/**
 * Makes a folder and lets `write` put something into it.
 * @throws DemoError when the folder can't be made, or written to
 */
export function writeBelow<Written>(folder: string, write: (folder: string) => Written): Written {
  try {
    mkdirSync(folder, { recursive: true });
    return write(folder);
  } catch (cause) {
    throw new DemoError(
      `${folder} can't be written (${cause instanceof Error ? cause.message : String(cause)}).`,
      'Set DATA_DIR to a folder that is yours, on a disk with room.',
      { cause },
    );
  }
}
