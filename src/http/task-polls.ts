import { LRUCache } from 'lru-cache';
import type { Database } from '../store/database.js';
import { readPolledTasks } from '../store/task-polls.js';
import type { TaskReading, Viewer } from '../store/task-reads.js';
import { serialisedTask } from './task-answer.js';

/**
 * Reading tasks for those who poll. Each poll is decided by a look at the database that begins after the poll came, so
 * nobody is told what isn't so any more; but polls that come together share a look, and of a task that this process has
 * answered before the look reads only whether its row is still the same. The answer itself is kept as the text that
 * goes out.
 *
 * A poll joins the newest round. A round is sent when the event loop has heard everybody who is there, unless as many
 * are under way as may be: then it waits for one of them, and grows.
 */

/** Memory for answers, by the two bytes that a character takes at most. */
const KEPT_BYTES = 64 * 1024 * 1024;
const BYTES_PER_CHARACTER = 2;
/** Of a round: more would be long to wait for. */
const MOST_TASKS = 200;
/** However many poll, most connections of the pool are left to others. */
const MOST_ROUNDS = 2;

/** What a poll is answered with. */
export interface TaskPoll {
  readonly task: Pick<TaskReading, 'id' | 'kind' | 'status'>;
  readonly etag: string;
  /** The answer as JSON, but for its end: the place in line, which changes without the task. */
  readonly opening: string;
}

interface KeptTask extends TaskPoll {
  readonly version: string;
  readonly clientId: string;
}

interface Round {
  readonly ids: Set<string>;
  readonly answers: Promise<ReadonlyMap<string, KeptTask>>;
  readonly send: () => Promise<void>;
}

export class TaskPolls {
  readonly #kept = new LRUCache<string, KeptTask>({
    maxSize: KEPT_BYTES,
    sizeCalculation: ({ opening }) => opening.length * BYTES_PER_CHARACTER,
  });
  /** Not sent yet, oldest first; only the newest has room. */
  readonly #gathering: Round[] = [];
  #underWay = 0;

  constructor(private readonly db: Database) {}

  /**
   * A task as it is now; undefined when it isn't there, or is none of the viewer's.
   * @param id in lower case
   */
  async read({ clientId, role }: Viewer, id: string): Promise<TaskPoll | undefined> {
    const found = (await this.#join(id)).get(id);
    return role === 'admin' || found?.clientId === clientId ? found : undefined;
  }

  #join(id: string): Promise<ReadonlyMap<string, KeptTask>> {
    let round = this.#gathering.at(-1);
    if (round === undefined || round.ids.size >= MOST_TASKS) {
      round = this.#openRound();
      this.#gathering.push(round);
      if (this.#underWay < MOST_ROUNDS) setImmediate(() => this.#send());
    }
    round.ids.add(id);
    return round.answers;
  }

  #openRound(): Round {
    const ids = new Set<string>();
    let send: Round['send'] = async () => undefined;
    const answers = new Promise<ReadonlyMap<string, KeptTask>>((resolve, reject) => {
      send = () => this.#look([...ids]).then(resolve, reject);
    });
    return { ids, answers, send };
  }

  #send(): void {
    while (this.#underWay < MOST_ROUNDS) {
      const round = this.#gathering.shift();
      if (round === undefined) return;
      this.#underWay += 1;
      void round.send().finally(() => {
        this.#underWay -= 1;
        this.#send();
      });
    }
  }

  async #look(ids: readonly string[]): Promise<ReadonlyMap<string, KeptTask>> {
    const known = new Map(ids.map((id) => [id, this.#kept.get(id)]));
    const polled = await readPolledTasks(
      this.db,
      ids.map((id) => ({ id, version: known.get(id)?.version ?? null })),
    );
    const answers = new Map<string, KeptTask>();
    for (const { id, clientId, version, news } of polled) {
      const answer = news === null ? known.get(id) : keptTask(news, clientId, version);
      if (answer === undefined) continue;
      answers.set(id, answer);
      if (news !== null) this.#kept.set(id, answer);
    }
    for (const id of ids) {
      if (!answers.has(id)) this.#kept.delete(id);
    }
    return answers;
  }
}

function keptTask(reading: TaskReading, clientId: string, version: string): KeptTask {
  const { id, kind, status } = reading;
  const { text, etag } = serialisedTask(reading);
  return { task: { id, kind, status }, etag, opening: text.slice(0, -1), version, clientId };
}

/** The whole of an answer. */
export function taskText({ opening }: TaskPoll, position: number | null): string {
  return `${opening},"position":${position}}`;
}
