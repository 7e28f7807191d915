import type {
  CreditsEvent,
  DeviceRequest,
  FilmEvent,
  NoticeSettings,
  NoticeSettingsRequest,
  PromptEvent,
  TestEvent,
  VideoEvent,
  WebhookDelivery,
  WebhookEndpoint,
  WebhookEndpointMade,
  WebhookEndpointRequest,
  WebhookEndpointUpdate,
  WebhookListenerRequest,
  WebhookRedeliveryRequest,
  WebhookSecretRequest,
} from './api.js';
import type { AnswerOf, CallOptions, QueryOf } from './operations.js';
import type { Pages } from './pages.js';
import { Resource } from './resources.js';

/** Where events are sent to, what was sent, and sending it again. */
export class Webhooks extends Resource {
  /** An endpoint: this answer alone has the secret that signs what it is sent. */
  create(endpoint: WebhookEndpointRequest, options?: CallOptions): Promise<WebhookEndpointMade> {
    return this.client.request('POST /webhooks', { ...options, body: endpoint });
  }

  /** A listener, for a program that nobody can reach: it fetches its deliveries. It ends after a day. */
  createListener(listener: WebhookListenerRequest, options?: CallOptions): Promise<WebhookEndpointMade> {
    return this.client.request('POST /webhooks/listeners', { ...options, body: listener });
  }

  /** End a listener. */
  deleteListener(id: string, options?: CallOptions): Promise<undefined> {
    return this.client.request('DELETE /webhooks/listeners/{endpoint_id}', { ...options, path: { endpoint_id: id } });
  }

  /** Which there are, listeners too; never a secret. */
  async list(options?: CallOptions): Promise<WebhookEndpoint[]> {
    return (await this.client.request('GET /webhooks', { ...options })).endpoints;
  }

  /** One of them. */
  get(id: string, options?: CallOptions): Promise<WebhookEndpoint> {
    return this.client.request('GET /webhooks/{endpoint_id}', { ...options, path: { endpoint_id: id } });
  }

  /** Change it, or switch it off or on. */
  update(id: string, changes: WebhookEndpointUpdate, options?: CallOptions): Promise<WebhookEndpoint> {
    return this.client.request('PATCH /webhooks/{endpoint_id}', { ...options, path: { endpoint_id: id }, body: changes });
  }

  /** It is sent nothing more. */
  delete(id: string, options?: CallOptions): Promise<undefined> {
    return this.client.request('DELETE /webhooks/{endpoint_id}', { ...options, path: { endpoint_id: id } });
  }

  /** Another secret; for a while both sign. */
  rotateSecret(id: string, how: WebhookSecretRequest = {}, options?: CallOptions): Promise<WebhookEndpointMade> {
    return this.client.request('POST /webhooks/{endpoint_id}/secret', { ...options, path: { endpoint_id: id }, body: how });
  }

  /** Send it a test event. */
  sendTest(id: string, options?: CallOptions): Promise<WebhookDelivery> {
    return this.client.request('POST /webhooks/{endpoint_id}/test', { ...options, path: { endpoint_id: id } });
  }

  /** What it was sent, the newest first, with bodies and answers. */
  deliveries(
    id: string,
    query: QueryOf<'GET /webhooks/{endpoint_id}/deliveries'> = {},
    options?: CallOptions,
  ): Pages<WebhookDelivery> {
    const path = { endpoint_id: id };
    return this.pagesOf('GET /webhooks/{endpoint_id}/deliveries', 'deliveries', { ...options, path, query });
  }

  /** One delivery, with its tries. */
  delivery(id: string, deliveryId: string, options?: CallOptions): Promise<WebhookDelivery> {
    const path = { endpoint_id: id, delivery_id: deliveryId };
    return this.client.request('GET /webhooks/{endpoint_id}/deliveries/{delivery_id}', { ...options, path });
  }

  /** Send one again, with the same id and body. */
  redeliver(id: string, deliveryId: string, options?: CallOptions): Promise<WebhookDelivery> {
    const path = { endpoint_id: id, delivery_id: deliveryId };
    return this.client.request('POST /webhooks/{endpoint_id}/deliveries/{delivery_id}/redeliver', { ...options, path });
  }

  /** Send what failed in a time again, or all of it. */
  redeliverAll(
    id: string,
    which: WebhookRedeliveryRequest,
    options?: CallOptions,
  ): Promise<AnswerOf<'POST /webhooks/{endpoint_id}/redeliver'>> {
    return this.client.request('POST /webhooks/{endpoint_id}/redeliver', { ...options, path: { endpoint_id: id }, body: which });
  }
}

/** What you are told by mail and on your devices. */
export class Notices extends Resource {
  /** What you chose, and your devices. */
  get(options?: CallOptions): Promise<NoticeSettings> {
    return this.client.request('GET /account/notices', { ...options });
  }

  /** Choose; what is not named is not sent. */
  set(settings: NoticeSettingsRequest, options?: CallOptions): Promise<NoticeSettings> {
    return this.client.request('PUT /account/notices', { ...options, body: settings });
  }

  /** A device, by its token of Firebase Cloud Messaging. */
  addDevice(device: DeviceRequest, options?: CallOptions): Promise<AnswerOf<'POST /account/devices'>> {
    return this.client.request('POST /account/devices', { ...options, body: device });
  }

  /** It gets no more push messages. */
  removeDevice(id: string, options?: CallOptions): Promise<undefined> {
    return this.client.request('DELETE /account/devices/{device_id}', { ...options, path: { device_id: id } });
  }
}

/** What an endpoint is sent, told apart by its `type`. */
export type WebhookMessage = VideoEvent | FilmEvent | PromptEvent | CreditsEvent | TestEvent;

/** Why a webhook is not believed. */
export type WebhookDistrust = 'missing' | 'stale' | 'signature' | 'body';

/** It was not sent by who knows the secret, or not just now. */
export class WebhookNotTrusted extends Error {
  override readonly name = 'WebhookNotTrusted';

  constructor(readonly reason: WebhookDistrust) {
    super(`This webhook is not trusted (${reason}).`);
  }
}

/** How to verify; the time is the machine's unless you say otherwise. */
export interface VerifyOptions {
  /** Seconds that it may be old; 300 unless you say otherwise. */
  tolerance?: number | undefined;
  /** Milliseconds since 1970. */
  now?: number | undefined;
}

/** Headers as servers have them: of `fetch`, or by name. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * What a server of yours was sent, verified before a word of it is believed (Standard Webhooks). It rejects with
 * `WebhookNotTrusted`.
 *
 * ```ts
 * const event = await verifyWebhook(await request.text(), request.headers, process.env.RUSHES_WEBHOOK_SECRET);
 * if (event.type === 'video.completed') later(event.data.id); // then answer 2xx within ten seconds
 * ```
 *
 * The body is what came, byte for byte. The same event may come twice: its header `webhook-id` is the same then. Several
 * secrets where one is being changed for another.
 */
export async function verifyWebhook(
  body: string | Uint8Array,
  headers: WebhookHeaders,
  secrets: string | readonly string[],
  { tolerance = 300, now = Date.now() }: VerifyOptions = {},
): Promise<WebhookMessage> {
  const [id, moment, given] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => header(headers, name));
  if (!id || !moment || !given) throw new WebhookNotTrusted('missing');
  if (!/^[0-9]{1,12}$/.test(moment) || Math.abs(now / 1000 - Number(moment)) > tolerance) throw new WebhookNotTrusted('stale');
  const raw = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const told = joined(new TextEncoder().encode(`${id}.${moment}.`), raw);
  const signatures = given
    .split(' ')
    .filter((each) => each.startsWith('v1,'))
    .map((each) => decoded(each.slice(3)));
  let trusted = false;
  for (const secret of typeof secrets === 'string' ? [secrets] : secrets) {
    const bytes = decoded(secret.replace(/^whsec_/, ''));
    if (!bytes) throw new TypeError('A webhook is verified by a secret: whsec_…');
    const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
    for (const signature of signatures) {
      if (signature && (await crypto.subtle.verify('HMAC', key, signature, told))) trusted = true;
    }
  }
  if (!trusted) throw new WebhookNotTrusted('signature');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw)) as WebhookMessage;
  } catch {
    throw new WebhookNotTrusted('body');
  }
}

function header(headers: WebhookHeaders, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  const found = Object.entries(headers).find(([each]) => each.toLowerCase() === name)?.[1];
  return typeof found === 'string' ? found : found?.[0];
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

function decoded(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  } catch {
    return undefined;
  }
}
