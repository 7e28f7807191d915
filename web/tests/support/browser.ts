import { execFileSync } from 'node:child_process';
import packaged from '@sparticuz/chromium';

const NAMES = ['chromium', 'google-chrome', 'chromium-browser'];

/**
 * Chromium without a window, as a package brings it: it takes two thirds of the time of a whole one. Where it does not run, the machine's
 * own. The package's arguments are left out: they are for another place, and switch off what a browser holds pages to.
 */
export async function browser(): Promise<{ executablePath: string; args: string[] }> {
  const args = ['--no-sandbox'];
  if (process.platform === 'linux' && process.arch === 'x64') return { executablePath: await packaged.executablePath(), args };
  for (const name of NAMES) {
    try {
      const found = execFileSync('which', [name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
      return { executablePath: found, args };
    } catch {
      // not on PATH
    }
  }
  throw new Error(`The tests of the studio need Chromium: none of ${NAMES.join(', ')} is on PATH.`);
}
