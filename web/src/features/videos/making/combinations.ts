import type { AspectRatio, Model, Resolution, VideoTask } from 'rushes';

/** What of a wish its model has a say in: values as they are, pictures by whether or how many there are. */
export interface Facts {
  seconds: number;
  resolution: Resolution;
  aspect_ratio: AspectRatio;
  audio: boolean;
  first_frame: boolean;
  last_frame: boolean;
  references: number;
  task: VideoTask | null;
  negative_prompt: boolean;
  seed: boolean;
  /** How long its text is. */
  letters: number;
}

export type Chosen = 'seconds' | 'resolution' | 'aspect_ratio' | 'audio';
export type Field = Exclude<keyof Facts, 'letters'> | 'prompt';
type Value = string | number | boolean | null;
type When = Partial<Record<keyof Facts, Value>>;

/** Why something cannot be asked of a model: the field, what would be possible of it, and what else is chosen that makes it so. */
export interface Refusal {
  field: Field;
  kind: 'only' | 'none' | 'most' | 'first_too' | 'always' | 'never' | 'too_long';
  possible: readonly Value[];
  when?: When | undefined;
}

const LETTERS_A_TOKEN = 4; // as the service counts a prompt
const LINES: readonly Resolution[] = ['360p', '720p', '1080p', '4k'];

/** Letters that a model reads of a prompt; the service itself takes no more than 8192. */
export const lettersOf = (model: Model): number => Math.min(model.prompt_tokens * LETTERS_A_TOKEN, 8192);

/** Everything of the wish that this model cannot do, as the service would say it. */
export function against(model: Model, facts: Facts): Refusal[] {
  const found: Refusal[] = [];
  const only = (field: Field, possible: readonly Value[], when?: When) => found.push({ field, kind: 'only', possible, when });
  const none = (field: Field, when?: When) => found.push({ field, kind: 'none', possible: [], when });
  if (!model.seconds.includes(facts.seconds)) only('seconds', model.seconds);
  if (!model.resolutions.includes(facts.resolution)) only('resolution', model.resolutions);
  if (!model.aspect_ratios.includes(facts.aspect_ratio)) only('aspect_ratio', model.aspect_ratios);
  if (facts.references > model.references) {
    if (model.references) found.push({ field: 'references', kind: 'most', possible: [model.references] });
    else none('references');
  }
  for (const frame of ['first_frame', 'last_frame'] as const) if (facts[frame] && !model[frame]) none(frame);
  if (facts.last_frame && model.last_frame && !facts.first_frame)
    found.push({ field: 'last_frame', kind: 'first_too', possible: [] });
  if (facts.task && !model.tasks.includes(facts.task)) none('task');
  for (const field of ['negative_prompt', 'seed'] as const) if (facts[field] && model.without.includes(field)) none(field);
  if (model.audio !== 'toggle' && facts.audio !== (model.audio === 'always')) {
    found.push({ field: 'audio', kind: model.audio, possible: [model.audio === 'always'] });
  }
  for (const { when, requires } of model.rules) {
    if (!Object.entries(when).every(([field, values]) => holds(values, facts, field))) continue;
    const because = Object.fromEntries(Object.keys(when).map((field) => [field, facts[field as keyof Facts]])) as When;
    for (const [name, values] of Object.entries(requires)) {
      const field = name as Field;
      if (holds(values, facts, field) || found.some((each) => each.field === field)) continue;
      const possible = values as Value[];
      if (possible.length === 1 && possible[0] === 0) none(field, because);
      else only(field, possible, because);
    }
  }
  if (facts.letters > lettersOf(model)) found.push({ field: 'prompt', kind: 'too_long', possible: [lettersOf(model)] });
  return found;
}

function holds(values: unknown, facts: Facts, field: string): boolean {
  return Array.isArray(values) && values.includes(facts[field as keyof Facts]);
}

/** What would stand against choosing this beside all else that is chosen; null where nothing does. */
export function refusalOf<F extends Exclude<keyof Facts, 'letters'>>(
  model: Model,
  facts: Facts,
  field: F,
  value: Facts[F],
): Refusal | null {
  const found = against(model, { ...facts, [field]: value });
  return found.find((each) => each.field === field || (each.when && field in each.when)) ?? null;
}

/**
 * The nearest that the model can, and what had to change for it: length, lines, shape and sound. What somebody wrote or picked is theirs to
 * take away. A field that is `held` stays where that is possible, and others go by it.
 */
export function fitted(model: Model, facts: Facts, held?: Chosen): Pick<Facts, Chosen> {
  const now = { ...facts };
  now.aspect_ratio = nearest(model.aspect_ratios, now.aspect_ratio, shape);
  now.resolution = nearest(model.resolutions, now.resolution, (each) => LINES.indexOf(each));
  now.seconds = nearest(model.seconds, now.seconds, Number);
  if (model.audio !== 'toggle') now.audio = model.audio === 'always';
  for (let round = 0; round < model.rules.length; round += 1) {
    const refusal = against(model, now).find(({ kind, field, when }) => kind === 'only' && when && field in CHOSEN);
    if (!refusal) break;
    const other = Object.keys(refusal.when ?? {}).find((field): field is Chosen => field in CHOSEN && field !== held);
    if (refusal.field === held && other) Object.assign(now, { [other]: without(model, now, other) });
    else Object.assign(now, { [refusal.field]: closest(refusal, now[refusal.field as Chosen]) });
  }
  const { seconds, resolution, aspect_ratio, audio } = now;
  return { seconds, resolution, aspect_ratio, audio };
}

const CHOSEN: Record<Chosen, true> = { seconds: true, resolution: true, aspect_ratio: true, audio: true };

/** The nearest value of this field that nothing stands against; as it is where there is none. */
function without(model: Model, facts: Facts, field: Chosen): Value {
  const every: readonly Value[] =
    field === 'seconds'
      ? model.seconds
      : field === 'resolution'
        ? model.resolutions
        : field === 'audio'
          ? [true, false]
          : model.aspect_ratios;
  const possible = every.filter((value) => !refusalOf(model, facts, field, value as never));
  return possible.length ? closest({ field, kind: 'only', possible }, facts[field]) : facts[field];
}

function closest({ field, possible }: Refusal, value: Value): Value {
  if (field === 'seconds') return nearest(possible as number[], Number(value), Number);
  if (field === 'resolution') return nearest(possible as Resolution[], value as Resolution, (each) => LINES.indexOf(each));
  if (field === 'aspect_ratio') return nearest(possible as AspectRatio[], value as AspectRatio, shape);
  return possible[0] ?? value;
}

function nearest<T>(possible: readonly T[], wanted: T, measure: (value: T) => number): T {
  if (possible.includes(wanted)) return wanted;
  const far = (value: T) => Math.abs(measure(value) - measure(wanted));
  return possible.reduce((best, each) => (far(each) < far(best) ? each : best), possible[0] ?? wanted);
}

function shape(ratio: AspectRatio): number {
  const [width = 1, height = 1] = ratio.split(':').map(Number);
  return Math.log(width / height);
}

/** Credits for one second as the catalog lists them; null where it does not offer this. */
export function perSecond(model: Model, { resolution, audio }: Pick<Facts, 'resolution' | 'audio'>): number | null {
  return model.credits_per_second.find((each) => each.resolution === resolution && each.audio === audio)?.credits ?? null;
}

/** The least and the most that a second costs. */
export function priceRange(model: Model): [number, number] {
  const prices = model.credits_per_second.map(({ credits }) => credits);
  return [Math.min(...prices), Math.max(...prices)];
}
