// A browser for the tests of pages: Chromium without a window, as a package brings it; where that does not run, the machine's own.
// The package's arguments are left out: they switch off what a browser holds pages to.

const { execFileSync } = require('node:child_process');
const { chromium } = require('playwright-core');

/** A page of its own, and what it complained of or asked for elsewhere, by which a test can fail. */
exports.open = async ({ locale = 'en-GB' } = {}) => {
  const { executablePath, args } = await installed();
  const browser = await chromium.launch({ executablePath, args });
  const context = await browser.newContext({ locale, viewport: { width: 1100, height: 800 } });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const complaints = [];
  page.on('console', (said) => said.type() === 'error' && complaints.push(`${said.text()} ${said.location().url}`));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (/^http/.test(protocol) && !['127.0.0.1', 'localhost'].includes(hostname)) complaints.push(`asked ${request.url()}`);
  });
  return { browser, page, complaints };
};

exports.installed = installed;

async function installed() {
  const args = ['--no-sandbox'];
  if (process.platform === 'linux' && process.arch === 'x64') {
    const { default: packaged } = await import('@sparticuz/chromium');
    return { executablePath: await packaged.executablePath(), args };
  }
  for (const name of ['chromium', 'google-chrome', 'chromium-browser']) {
    try {
      const found = execFileSync('which', [name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
      return { executablePath: found, args };
    } catch {} // not on PATH
  }
  throw new Error('The tests of pages need Chromium on PATH.');
}
