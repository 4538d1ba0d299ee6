import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

/**
 * Does the steps of a Dockerfile without an engine: each stage is a folder, `COPY` copies, `RUN` runs in it. What is
 * used here of the language is understood, and everything else refused.
 */
export interface BuiltImage {
  /** What is in the image's working directory. */
  readonly folder: string;
  readonly user: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  /** Of ENTRYPOINT and CMD. */
  readonly command: readonly string[];
}

interface Stage {
  readonly name: string;
  readonly folder: string;
  workdir: string;
  user?: string;
  entrypoint: readonly string[];
  command: readonly string[];
  readonly environment: Record<string, string>;
}

/** Builds the last stage below `target`, from those files of `context` that git knows or would add. */
export async function buildImage(context: string, target: string): Promise<BuiltImage> {
  const known = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
    cwd: context,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => file !== '');
  const stages: Stage[] = [];
  for (const { instruction, text } of instructions(readFileSync(join(context, 'Dockerfile'), 'utf8'))) {
    const stage = stages.at(-1);
    if (instruction === 'ARG' && stage === undefined) continue;
    if (instruction === 'FROM') {
      const name = / AS (\S+)$/i.exec(text)?.[1] ?? 'last';
      const folder = join(target, name);
      mkdirSync(folder, { recursive: true });
      stages.push({ name, folder, workdir: '/', entrypoint: [], command: [], environment: {} });
      continue;
    }
    if (stage === undefined) throw new Error(`${instruction} before FROM`);
    switch (instruction) {
      case 'WORKDIR':
        stage.workdir = text;
        break;
      case 'COPY':
        copy(text, stage, stages, context, known);
        break;
      case 'RUN':
        await run(text.replace(/^(--mount=\S+\s+)+/, ''), stage);
        break;
      case 'ENV': {
        const [name = '', value = ''] = text.split('=');
        stage.environment[name] = value;
        break;
      }
      case 'USER':
        stage.user = text;
        break;
      case 'ENTRYPOINT':
        stage.entrypoint = JSON.parse(text) as string[];
        break;
      case 'CMD':
        stage.command = JSON.parse(text) as string[];
        break;
      case 'EXPOSE':
      case 'HEALTHCHECK':
        break;
      default:
        throw new Error(`not understood: ${instruction} ${text}`);
    }
  }
  const last = stages.at(-1);
  if (last === undefined) throw new Error('no stage');
  const { folder, user, environment } = last;
  return { folder, user, environment, command: [...last.entrypoint, ...last.command] };
}

function instructions(source: string): readonly { readonly instruction: string; readonly text: string }[] {
  return source
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, instruction = '', text = ''] = /^([A-Z]+)\s+(.*)$/.exec(line.trim()) ?? [];
      return { instruction, text: text.trim() };
    });
}

function copy(
  text: string,
  stage: Stage,
  stages: readonly Stage[],
  context: string,
  known: readonly string[],
): void {
  const from = /^--from=(\S+)\s+/.exec(text)?.[1];
  const paths = text.replace(/^--from=\S+\s+/, '').split(/\s+/);
  const destination = paths.at(-1) ?? '.';
  const target = join(stage.folder, destination);
  for (const path of paths.slice(0, -1)) {
    if (from !== undefined) {
      const source = stages.find(({ name }) => name === from);
      if (source === undefined) throw new Error(`no stage is called ${from}`);
      const inStage = path.startsWith(`${source.workdir}/`) ? path.slice(source.workdir.length) : path;
      cpSync(join(source.folder, inStage), target, { recursive: true, verbatimSymlinks: true });
      continue;
    }
    const below = known.filter((file) => file.startsWith(`${path}/`));
    for (const file of below) {
      cpSync(join(context, file), join(target, file.slice(path.length)));
    }
    if (below.length === 0) {
      cpSync(join(context, path), destination.endsWith('/') ? join(target, basename(path)) : target);
    }
  }
}

async function run(command: string, stage: Stage): Promise<void> {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => ['PATH', 'HOME', 'TMPDIR', 'LANG'].includes(name)),
  );
  await promisify(execFile)('sh', ['-c', command], {
    cwd: stage.folder,
    env: { ...inherited, ...stage.environment },
    maxBuffer: 64 * 1024 * 1024,
  });
}
