import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { Rushes, type RushesOptions } from 'rushes';

/** A call as it arrived. */
export interface Arrived {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** What the service does with a call: an answer, or trouble on the way. */
export type Act = (call: Arrived, response: ServerResponse) => void;

/** A body, as the service sends it. */
export const says =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Act =>
  (_, response) => {
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
  };

/** A refusal in the one shape. */
export const refuses = (status: number, error: string, { retryable = false, after = 0, details = {} } = {}): Act =>
  says({ error, message: `${error}.`, details, retryable, suggestedAction: 'Wait.', requestId: 'its-own' }, status, {
    ...(after ? { 'Retry-After': String(after) } : {}),
  });

/** The call arrives, and its answer is lost. */
export const loses: Act = (_, response) => response.destroy();

/** Half of the answer arrives. */
export const breaksOff: Act = (_, response) => {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '100' });
  response.write('{"id": ', () => response.destroy());
};

/** Nothing comes back. */
export const keepsSilent: Act = () => undefined;

/** Answers as told: one act for each call from now on, and the last one ever after. */
export class Service {
  readonly calls: Arrived[] = [];
  url = '';
  private acts: Act[] = [];

  next(...acts: Act[]): void {
    this.acts = acts;
  }

  get called(): string[] {
    return this.calls.map(({ method, path }) => `${method} ${path}`);
  }

  get last(): Arrived {
    const last = this.calls.at(-1);
    if (!last) throw new Error('nothing has arrived');
    return last;
  }

  async start(context: TestContext): Promise<this> {
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('error', () => undefined);
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const { pathname, searchParams } = new URL(request.url ?? '/', 'http://here');
        const { method = '', headers } = request;
        const call = { method, path: pathname, query: searchParams, headers, body: Buffer.concat(parts) };
        this.calls.push(call);
        const act = this.acts.length > 1 ? this.acts.shift() : this.acts[0];
        if (!act) throw new Error(`nobody said what ${method} ${pathname} brings`);
        act(call, response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    context.after(() => {
      server.closeAllConnections();
      server.close();
    });
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return this;
  }
}

/** The service, and a client of it whose waits take no time: how long they were to be is told in `waits`. */
export async function service(
  context: TestContext,
  options: Partial<RushesOptions> = {},
): Promise<{ service: Service; rushes: Rushes; waits: number[] }> {
  const started = await new Service().start(context);
  const waits: number[] = [];
  const sleep = async (milliseconds: number, signal?: AbortSignal) => {
    waits.push(milliseconds);
    signal?.throwIfAborted();
  };
  const rushes = new Rushes({
    url: started.url,
    sleep,
    ...('auth' in options || 'getToken' in options ? {} : { key: 'rk_test' }),
    ...options,
  });
  return { service: started, rushes, waits };
}
