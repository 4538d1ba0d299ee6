import { createInterface } from 'node:readline';

/** The lines that a player types, or that are piped in. */
export interface Lines {
  /** Asks for the next line; undefined at the end of the input. */
  ask(prompt: string): Promise<string | undefined>;
  close(): void;
}

/** Lines that come before they are asked for are kept: piped input is there at once. */
export function openLines(signal: AbortSignal): Lines {
  const isTerminal = process.stdin.isTTY === true;
  const reader = createInterface({
    input: process.stdin,
    ...(isTerminal && { output: process.stdout }),
    terminal: isTerminal,
  });
  const kept: string[] = [];
  let isOver = false;
  let wake: () => void = () => undefined;
  reader.on('line', (line) => {
    kept.push(line.trim());
    wake();
  });
  reader.on('close', () => {
    isOver = true;
    wake();
  });
  // In a terminal's raw mode Ctrl-C is a key: it means what it means elsewhere.
  reader.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  signal.addEventListener('abort', () => wake(), { once: true });
  return {
    ask: async (prompt) => {
      process.stdout.write(`\n${prompt}`);
      while (kept.length === 0 && !isOver && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      signal.throwIfAborted();
      const line = kept.shift();
      // Piped input leaves no echo: the transcript would lack what was said.
      if (!isTerminal) process.stdout.write(`${line ?? ''}\n`);
      return line;
    },
    close: () => reader.close(),
  };
}
