import { createContext, use } from 'react';
import { isRushesError, Rushes, type RushesOptions } from 'rushes';
import type { Config } from './config';

/** What every view may use: the API by its client, and what the host said. */
export interface Service {
  rushes: Rushes;
  config: Config;
}

export const ServiceContext = createContext<Service | null>(null);

export function useService(): Service {
  const service = use(ServiceContext);
  if (!service) throw new Error('Outside of the studio');
  return service;
}

export const useRushes = (): Rushes => useService().rushes;

const GONE = ['auth/user-token-expired', 'auth/user-disabled', 'auth/user-not-found', 'auth/invalid-user-token'];

/** Whether the session was ended elsewhere: the service says so, or Firebase when it is asked for a token. */
export function sessionEnded(error: unknown): boolean {
  return isRushesError(error, 'UNAUTHENTICATED') || GONE.includes(String((error as { code?: unknown } | null)?.code));
}

/** The client of the studio: whatever call meets the end of the session, the one place that has to know hears of it. */
export class StudioRushes extends Rushes {
  constructor(
    options: RushesOptions,
    private readonly lost: () => void,
  ) {
    super(options);
  }

  override async send(...given: Parameters<Rushes['send']>): Promise<unknown> {
    try {
      return await super.send(...given);
    } catch (error) {
      if (sessionEnded(error)) this.lost();
      throw error;
    }
  }
}
