import type {
  Account as AccountFacts,
  AgentKey,
  AgentKeyMade,
  AgentKeyRequest,
  CheckoutRequest,
  CreditPackage,
  CreditTransaction,
  Export,
  ModelList,
  PortalRequest,
  ProviderKey,
  ProviderKeyRequest,
  ProviderKeyUpdate,
  Purchase,
  ServiceLimits,
  StyleCatalog,
} from './api.js';
import type { AnswerOf, CallOptions, PathOf, QueryOf } from './operations.js';
import type { Pages } from './pages.js';
import { Resource } from './resources.js';

/** Your credits, and your sessions. */
export class Account extends Resource {
  /** Balance, slots, limits and the latest entries. */
  get(options?: CallOptions): Promise<AccountFacts> {
    return this.client.request('GET /account', { ...options });
  }

  /** Every entry of the ledger, the newest first. */
  transactions(query: QueryOf<'GET /account/transactions'> = {}, options?: CallOptions): Pages<CreditTransaction> {
    return this.pagesOf('GET /account/transactions', 'transactions', { ...options, query });
  }

  /** Sign out on all your devices; this session ends too. */
  signOut(options?: CallOptions): Promise<AnswerOf<'POST /account/sign-out'>> {
    return this.client.request('POST /account/sign-out', { ...options });
  }
}

/** All that is yours: taken along as one file, or deleted. By your own sign-in alone, and to begin either by a recent one. */
export class OwnData extends Resource {
  /** Have it all put into one file. While one is being made, that one is answered. */
  export(options?: CallOptions): Promise<Export> {
    return this.client.request('POST /account/exports', { ...options });
  }

  /** Those of the last days, the newest first. */
  async exports(options?: CallOptions): Promise<Export[]> {
    return (await this.client.request('GET /account/exports', { ...options })).exports;
  }

  /** How far one is; once it is ready, the address that it can be had by, also without a sign-in. */
  getExport(id: string, options?: CallOptions): Promise<Export> {
    return this.client.request('GET /account/exports/{export_id}', { ...options, path: { export_id: id } });
  }

  /** Delete one with its file, before its time is over. */
  deleteExport(id: string, options?: CallOptions): Promise<undefined> {
    return this.client.request('DELETE /account/exports/{export_id}', { ...options, path: { export_id: id } });
  }

  /** Delete your account with all that is in it; until the time in the answer it can be kept after all. */
  deleteAccount(options?: CallOptions): Promise<AnswerOf<'POST /account/deletion'>> {
    return this.client.request('POST /account/deletion', { ...options });
  }

  /** Take the deletion back. */
  keepAccount(options?: CallOptions): Promise<undefined> {
    return this.client.request('DELETE /account/deletion', { ...options });
  }
}

/** Keys by which a program calls for you: scoped, capped and revocable. Made and ended by your own sign-in alone. */
export class AgentKeys extends Resource {
  /** Which there are, and how much of its cap each has used; never the keys themselves. */
  async list(options?: CallOptions): Promise<AgentKey[]> {
    return (await this.client.request('GET /account/agent-keys', { ...options })).agent_keys;
  }

  /** A new one: this answer alone has the key itself. */
  create(key: AgentKeyRequest, options?: CallOptions): Promise<AgentKeyMade> {
    return this.client.request('POST /account/agent-keys', { ...options, body: key });
  }

  /** End it, for good and at once. */
  revoke(id: string, options?: CallOptions): Promise<undefined> {
    return this.client.request('DELETE /account/agent-keys/{key_id}', { ...options, path: { key_id: id } });
  }
}

type Provider = PathOf<'DELETE /account/keys/{provider}'>['provider'];

/** Your own keys for providers, by which you pay these yourself. */
export class ProviderKeys extends Resource {
  /** Which there are; never the keys themselves. */
  async list(options?: CallOptions): Promise<ProviderKey[]> {
    return (await this.client.request('GET /account/keys', { ...options })).keys;
  }

  /** Put one in. */
  create(key: ProviderKeyRequest, options?: CallOptions): Promise<ProviderKey> {
    return this.client.request('POST /account/keys', { ...options, body: key });
  }

  /** Put another in its place. */
  replace(provider: Provider, key: ProviderKeyUpdate, options?: CallOptions): Promise<ProviderKey> {
    return this.client.request('PUT /account/keys/{provider}', { ...options, path: { provider }, body: key });
  }

  /** Take it away; works that live on it are made all the same. */
  delete(provider: Provider, options?: CallOptions): Promise<AnswerOf<'DELETE /account/keys/{provider}'>> {
    return this.client.request('DELETE /account/keys/{provider}', { ...options, path: { provider } });
  }

  /** Ask the provider whether it is good. */
  verify(provider: Provider, options?: CallOptions): Promise<AnswerOf<'POST /account/keys/{provider}/verify'>> {
    return this.client.request('POST /account/keys/{provider}/verify', { ...options, path: { provider } });
  }

  /** Use it again. */
  activate(provider: Provider, options?: CallOptions): Promise<ProviderKey> {
    return this.client.request('POST /account/keys/{provider}/activate', { ...options, path: { provider } });
  }

  /** Keep it, and do not use it. */
  deactivate(provider: Provider, options?: CallOptions): Promise<ProviderKey> {
    return this.client.request('POST /account/keys/{provider}/deactivate', { ...options, path: { provider } });
  }
}

/** Credits for money: packages, pages at Stripe where they are paid, and what you bought. */
export class Payments extends Resource {
  /** What can be bought. */
  async packages(query: QueryOf<'GET /payments/packages'> = {}, options?: CallOptions): Promise<CreditPackage[]> {
    return (await this.client.request('GET /payments/packages', { ...options, query })).packages;
  }

  /** Begin a purchase: send the buyer to its `url`; its credits are there once it is `paid`. */
  async checkout(wish: CheckoutRequest, options?: CallOptions): Promise<Purchase> {
    return (await this.client.request('POST /payments/checkouts', { ...options, body: wish })).purchase;
  }

  /** What you bought, the newest first, with receipts. */
  purchases(query: QueryOf<'GET /payments'> = {}, options?: CallOptions): Pages<Purchase> {
    return this.pagesOf('GET /payments', 'purchases', { ...options, query });
  }

  /** One purchase as it stands. */
  get(id: string, options?: CallOptions): Promise<Purchase> {
    return this.client.request('GET /payments/{purchase_id}', { ...options, path: { purchase_id: id } });
  }

  /** The address of your page at Stripe. */
  async portal(wish: PortalRequest = {}, options?: CallOptions): Promise<string> {
    return (await this.client.request('POST /payments/portal', { ...options, body: wish })).url;
  }
}

/** What the service can do; open to everybody. */
export class Catalog extends Resource {
  /** Video models with what they can do and cost, and the one that is taken where none is named. */
  models(options?: CallOptions): Promise<ModelList> {
    return this.client.request('GET /catalog/models', { ...options });
  }

  /** Camera, effects, light and mood for prompts. */
  styles(options?: CallOptions): Promise<StyleCatalog> {
    return this.client.request('GET /catalog/styles', { ...options });
  }

  /** Limits, and whether works are taken now. */
  limits(options?: CallOptions): Promise<ServiceLimits> {
    return this.client.request('GET /catalog/limits', { ...options });
  }

  /** Whether the service answers. */
  health(options?: CallOptions): Promise<AnswerOf<'GET /catalog/health'>> {
    return this.client.request('GET /catalog/health', { ...options });
  }

  /** Which release is deployed. */
  version(options?: CallOptions): Promise<AnswerOf<'GET /catalog/version'>> {
    return this.client.request('GET /catalog/version', { ...options });
  }
}
