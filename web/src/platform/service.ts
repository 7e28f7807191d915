import { createContext, use } from 'react';
import type { Rushes } from 'rushes';
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
