import type { paths } from './api.js';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** Every call of the API that people make, as `METHOD /path`. */
export type Operation = {
  [P in keyof paths & string]: {
    [M in Method]: paths[P] extends Record<M, object> ? `${Uppercase<M>} ${P}` : never;
  }[Method];
}[keyof paths & string];

type Called<O extends Operation> = O extends `${infer M} ${infer P}`
  ? P extends keyof paths
    ? Lowercase<M> extends keyof paths[P]
      ? paths[P][Lowercase<M>]
      : never
    : never
  : never;

type Told<R> = R extends { content: infer C } ? C[keyof C] : undefined;

/** What stands in braces in a call's path. */
export type PathOf<O extends Operation> = Called<O> extends { parameters: { path: infer T } } ? T : never;
/** What may stand behind the `?` of a call. */
export type QueryOf<O extends Operation> = Called<O> extends { parameters: { query?: infer T } } ? T : never;
/** What a call carries. */
export type BodyOf<O extends Operation> =
  Called<O> extends { requestBody?: infer T } ? (NonNullable<T> extends { content: infer C } ? C[keyof C] : never) : never;
/** What a call brings; undefined where it has nothing to say. */
export type AnswerOf<O extends Operation> = Called<O> extends { responses: infer R } ? Told<R[keyof R]> : never;

/** The languages that the service speaks. */
export type Language = 'de' | 'en';

/** What every call takes beside its own. */
export interface CallOptions {
  /** Ends the call: it rejects with the signal's reason. What the service has begun by then goes on. */
  signal?: AbortSignal | undefined;
  /** The language of messages in this answer; else the client's. */
  language?: Language | undefined;
  /**
   * For calls that make something: your own key, to be asked again with after a restart, at most two days later.
   * Left out, each call makes one of its own and keeps it across its retries.
   */
  idempotencyKey?: string | undefined;
  /** How often a call is sent again after trouble that passes; else the client's. */
  retries?: number | undefined;
}

/** What one call takes. */
export type RequestOptions<O extends Operation> = CallOptions &
  ([PathOf<O>] extends [never] ? { path?: undefined } : { path: PathOf<O> }) &
  ([QueryOf<O>] extends [never] ? { query?: undefined } : { query?: QueryOf<O> | undefined }) &
  ([BodyOf<O>] extends [never]
    ? { body?: undefined }
    : (Called<O> extends { requestBody: object } ? { body: BodyOf<O> } : { body?: BodyOf<O> | undefined }) & {
        /** Of a body that is a text; `text/csv` unless you say otherwise. */
        contentType?: string | undefined;
      });

/** Options that may be left out where nothing in them is needed. */
export type RequestArguments<O extends Operation> =
  Record<never, never> extends RequestOptions<O> ? [options?: RequestOptions<O>] : [options: RequestOptions<O>];
