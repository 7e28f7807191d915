// What the blocks of the documentation take for given: an app around them. Everything else they bring themselves.
import type { User } from 'firebase/auth';
import type { Rushes } from 'rushes';

declare global {
  const rushes: Rushes;
  const user: User;
  const file: File;
  const text: string;
  const picture: Uint8Array;
  const imageId: string;
  const promptId: string;
  const otherPromptId: string;
  const bar: (fraction: number) => void;
  const buy: (details: unknown) => void;
  const show: (it: unknown) => void;
  const tell: (message: string, action: unknown) => void;
}
