import type { ErrorDetails, Film, Image, Prompt, Video } from './api.js';
import type { ServiceErrorCode } from './facts.js';
import type { Language } from './operations.js';

/** What the client itself calls trouble: the network was lost, an answer or an upload makes no sense. */
export type ClientErrorCode = 'NETWORK_LOST' | 'UNREADABLE_ANSWER' | 'UPLOAD_REFUSED' | 'WORK_FAILED';

/** Every code that this release knows. The service may tell others: treat what you do not know by `retryable`. */
export type RushesErrorCode = ServiceErrorCode | ClientErrorCode;

/** Facts of an error, by its code; of an error whose code is not known, whatever there is. */
export type DetailsOf<C extends RushesErrorCode> = [RushesErrorCode] extends [C]
  ? Readonly<Record<string, unknown>>
  : C extends keyof ErrorDetails
    ? Readonly<ErrorDetails[C]>
    : Readonly<Record<string, unknown>>;

/** What one of the service's errors says. */
export interface ErrorFacts {
  code: RushesErrorCode;
  message: string;
  status?: number;
  retryable?: boolean;
  suggestedAction?: string;
  details?: Readonly<Record<string, unknown>>;
  requestId?: string;
  idempotencyKey?: string | undefined;
  work?: Video | Film | Prompt | Image;
  cause?: unknown;
}

/** A refusal, a work that came to nothing, or trouble on the way. */
export class RushesError<C extends RushesErrorCode = RushesErrorCode> extends Error {
  override readonly name = 'RushesError';
  /** What it is, to decide by. */
  readonly code: C;
  /** The HTTP status; 0 where no answer came, or where a work failed. */
  readonly status: number;
  /** Whether the same may work later. */
  readonly retryable: boolean;
  /** What to do about it, for people. */
  readonly suggestedAction: string;
  /** Facts, by the code. */
  readonly details: DetailsOf<C>;
  /** Names the call in the service's logs; tell it to support. */
  readonly requestId: string;
  /** Of the call, where it makes something: the same call by this key is made and paid once, also where its answer was lost. */
  readonly idempotencyKey: string | undefined;
  /** The video, film, prompt or image that came to nothing. */
  readonly work: Video | Film | Prompt | Image | undefined;

  constructor(facts: ErrorFacts) {
    super(facts.message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = facts.code as C;
    this.status = facts.status ?? 0;
    this.retryable = facts.retryable ?? false;
    this.suggestedAction = facts.suggestedAction ?? '';
    this.details = (facts.details ?? {}) as DetailsOf<C>;
    this.requestId = facts.requestId ?? '';
    this.idempotencyKey = facts.idempotencyKey;
    this.work = facts.work;
  }
}

/** Whether this is one of our errors, and of one of these codes where any is named: then its `details` are known. */
export function isRushesError<C extends RushesErrorCode = RushesErrorCode>(
  error: unknown,
  ...codes: C[]
): error is RushesError<C> {
  const ours = error instanceof Error && error.name === 'RushesError' && 'code' in error;
  return ours && (codes.length === 0 || codes.includes(error.code as C));
}

const WORDS = {
  NETWORK_LOST: {
    en: ['The service could not be reached, or its answer was lost.', 'Check the connection and try again.'],
    de: [
      'Der Dienst war nicht zu erreichen, oder seine Antwort ging verloren.',
      'Prüfe die Verbindung und versuche es noch einmal.',
    ],
  },
  UNREADABLE_ANSWER: {
    en: ['What answered is not the service.', 'Check the url of the client, and what stands before the service.'],
    de: ['Was geantwortet hat, ist nicht der Dienst.', 'Prüfe die url des Clients und was vor dem Dienst steht.'],
  },
  UPLOAD_REFUSED: {
    en: ['The storage did not take the file.', 'Check the type and size of the file, and upload it once more.'],
    de: ['Der Speicher hat die Datei nicht angenommen.', 'Prüfe Art und Größe der Datei und lade sie noch einmal hoch.'],
  },
  WORK_FAILED: {
    en: ['It came to nothing.', 'Ask for it once more.'],
    de: ['Es ist nichts daraus geworden.', 'Fordere es noch einmal an.'],
  },
} as const;

/** An error that the client itself has to tell, in its user's language. */
export function ownError(
  code: ClientErrorCode,
  language: Language,
  facts: Omit<ErrorFacts, 'code' | 'message'> = {},
): RushesError {
  const [message, suggestedAction] = WORDS[code][language];
  return new RushesError({ retryable: code === 'NETWORK_LOST', suggestedAction, ...facts, code, message });
}
