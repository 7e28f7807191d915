/** JSON Schema, as far as the configuration's sections use it. */
export interface Form {
  type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean' | 'null';
  $ref?: string;
  $defs?: Readonly<Record<string, Form>>;
  anyOf?: readonly Form[];
  enum?: readonly string[];
  properties?: Readonly<Record<string, Form>>;
  additionalProperties?: Form | boolean;
  propertyNames?: Form;
  items?: Form;
  default?: unknown;
  format?: string;
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  maxItems?: number;
  maxProperties?: number;
}

export type Values = Readonly<Record<string, unknown>>;

/** What a form says without its references, and whether nothing may stand there. */
export function resolved(form: Form, root: Form): { form: Form; nullable: boolean } {
  if (form.$ref) {
    const { form: found, nullable } = resolved(root.$defs?.[form.$ref.split('/').at(-1) ?? ''] ?? {}, root);
    return { form: 'default' in form ? { ...found, default: form.default } : found, nullable };
  }
  if (!form.anyOf) return { form, nullable: false };
  const others = form.anyOf.filter(({ type }) => type !== 'null');
  const inner = resolved(others[0] ?? {}, root).form;
  return {
    form: { ...inner, ...('default' in form ? { default: form.default } : {}) },
    nullable: others.length < form.anyOf.length,
  };
}

/** What stands in a new entry. */
export function blank(given: Form, root: Form): unknown {
  const { form, nullable } = resolved(given, root);
  if ('default' in form) return form.default;
  if (nullable) return null;
  if (form.enum) return form.enum[0];
  if (form.type === 'object')
    return Object.fromEntries(Object.entries(form.properties ?? {}).map(([name, each]) => [name, blank(each, root)]));
  if (form.type === 'array') return [];
  if (form.type === 'boolean') return false;
  if (form.type === 'string') return '';
  return form.minimum ?? 0;
}

export const isObject = (value: unknown): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value);

export const same = (one: unknown, other: unknown): boolean => {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((each, at) => same(each, other[at]));
  if (isObject(one) && isObject(other))
    return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((name) => same(one[name], other[name]));
  return Object.is(one, other);
};

export interface Difference {
  path: readonly string[];
  before: unknown;
  after: unknown;
}

/** Value by value; a list as a whole. */
export function differences(before: unknown, after: unknown, path: readonly string[] = []): Difference[] {
  if (same(before, after)) return [];
  if (!isObject(before) || !isObject(after)) return [{ path, before, after }];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => differences(before[name], after[name], [...path, name]));
}

/** What was changed here, upon what stands there by now. */
export function merged(base: unknown, mine: unknown, theirs: unknown): unknown {
  if (same(base, mine)) return theirs;
  if (!isObject(base) || !isObject(mine) || !isObject(theirs)) return mine;
  const names = [...new Set([...Object.keys(theirs), ...Object.keys(mine)])];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = merged(base[name], mine[name], theirs[name]);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

interface Change {
  version: number;
  before: Values;
}

/** What stood there after that change: from what stands there now, each later change taken back. */
export function asOf(version: number, now: Values, changes: readonly Change[]): Values {
  const later = changes.filter((each) => each.version > version).toSorted((one, other) => other.version - one.version);
  return Object.assign({}, now, ...later.map(({ before }) => before));
}
