import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Caller } from './dependencies.js';

/**
 * An endpoint as data: what it is called by, who may call it, what it takes and answers, and what it does. The router
 * and the OpenAPI document are both made from the list of these, so neither can know a route that the other doesn't.
 */

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** `open` needs no key, `client` any key, `admin` a key with that role. */
export type Access = 'open' | 'client' | 'admin';

/** What an answer with a status looks like: a media type per representation, and the headers that matter. */
export interface Answer {
  readonly description: string;
  readonly content?: Readonly<Record<string, z.ZodType>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request at an endpoint, its parts validated. */
export interface Call<Params, Query, Headers, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly headers: Headers;
  readonly body: Body;
  /** At an open endpoint nobody in particular. */
  readonly caller: Caller;
  /** Aborted when the client goes away. Made when it is first read: it costs a good part of what a poll does. */
  readonly signal: AbortSignal;
  readonly request: Request;
  readonly response: Response;
}

interface EndpointTexts {
  /** What clients that are generated call it: a verb and what it is about. */
  readonly name: string;
  readonly method: Method;
  /** With parameters as `{name}`; every parameter fills one path segment. */
  readonly path: string;
  /** Other paths that answer the same. */
  readonly aliases?: readonly string[];
  readonly access: Access;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** What isn't there when the parameters don't fit. */
  readonly missing?:
    | 'TASK'
    | 'SIMULATION'
    | 'TURN'
    | 'CHARACTER'
    | 'LOREBOOK'
    | 'SCENARIO_TEMPLATE'
    | 'SESSION'
    | 'ROUTE';
  /** Largest body in bytes, where it isn't the usual one. */
  readonly maxBodyBytes?: number;
  /** False of a POST that is taken however busy the process is, since it asks for nothing to be done. */
  readonly makesWork?: false;
  /** Set where the body is a file: a document in JSON, or in one of the other media types; see `middleware/upload.ts`. */
  readonly upload?: UploadRule;
  readonly answers: Readonly<Record<number, Answer>>;
}

/** What file an endpoint takes. */
export interface UploadRule {
  readonly maxBytes: number;
  readonly document: z.ZodType;
  readonly mediaTypes: readonly string[];
}

export interface Endpoint extends EndpointTexts {
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** Request headers that mean something here, by name; each an optional string in its raw form. */
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  handle(call: Call<unknown, unknown, unknown, unknown>): Promise<void> | void;
}

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

interface EndpointDefinition<
  Params extends z.ZodObject | undefined,
  Query extends z.ZodObject | undefined,
  Headers extends z.ZodObject | undefined,
  Body extends z.ZodType | undefined,
> extends EndpointTexts {
  readonly params?: Params;
  readonly query?: Query;
  readonly headers?: Headers;
  readonly body?: Body;
  handle(call: Call<Parsed<Params>, Parsed<Query>, Parsed<Headers>, Parsed<Body>>): Promise<void> | void;
}

/** Defines an endpoint; its handler sees the types that its schemas produce. */
export function endpoint<
  Params extends z.ZodObject | undefined = undefined,
  Query extends z.ZodObject | undefined = undefined,
  Headers extends z.ZodObject | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
>(definition: EndpointDefinition<Params, Query, Headers, Body>): Endpoint {
  // The router parses with the very schemas of this definition, so the handler gets what it was typed for.
  return definition as unknown as Endpoint;
}

/** Whether an endpoint is what a process that can't keep up turns away. */
export function makesWork({ method, makesWork: declared }: Endpoint): boolean {
  return declared ?? method === 'POST';
}

/** All paths of an endpoint, the documented one first. */
export function pathsOf({ path, aliases = [] }: Endpoint): readonly string[] {
  return [path, ...aliases];
}
