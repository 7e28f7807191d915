import { execFileSync } from 'node:child_process';
import packaged from '@sparticuz/chromium';

/** The machine's own Chromium where there is one, else the one that comes as a package. */
export async function browser(): Promise<{ executablePath: string; args: string[] }> {
  for (const name of ['chromium', 'google-chrome', 'chromium-browser']) {
    try {
      const found = execFileSync('which', [name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
      return { executablePath: found, args: ['--no-sandbox'] };
    } catch {
      // not on PATH
    }
  }
  return { executablePath: await packaged.executablePath(), args: packaged.args };
}
