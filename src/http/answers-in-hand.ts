import type { Server, ServerResponse } from 'node:http';

/** The answers that a server still owes. */
export interface AnswersInHand {
  /**
   * From here on each answer, those in hand included, is the last one on its connection. Otherwise a proxy that keeps its
   * connections would send the next request into one of them, to be refused by a server that stops.
   */
  endConnections(): void;
}

/** Follows the answers of a server; to be called before anything else listens to its requests. */
export function followAnswers(server: Server): AnswersInHand {
  const inHand = new Set<ServerResponse>();
  let ending = false;
  server.prependListener('request', (_request, response) => {
    if (ending) {
      response.shouldKeepAlive = false;
      return;
    }
    inHand.add(response);
    response.once('close', () => inHand.delete(response));
  });
  return {
    endConnections: () => {
      ending = true;
      // Of what is on its way already the header is out.
      for (const response of inHand) response.shouldKeepAlive = false;
    },
  };
}
