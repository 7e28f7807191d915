import type { UserOverridesRequest, UserRecord } from 'rushes';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { TextInput } from '@/ui/field';
import { Badge } from '@/ui/notes';
import { NumberInput } from '@/ui/number-input';
import { Part, When } from '../detail';
import css from '../operators.module.css';

export type Limit = Exclude<keyof UserOverridesRequest, 'reason' | 'until'>;

const LIMITS: readonly Limit[] = [
  'daily_cap',
  'active_jobs',
  'active_films',
  'active_prompts',
  'generation_per_minute',
  'compile_per_minute',
  'prompts_per_minute',
  'calls_per_minute',
  'keys_per_minute',
  'stored_gib',
  'followers',
  'live_batches',
  'storyboards',
  'templates',
  'upload_places',
  'music_places',
  'shares',
  'agent_keys',
  'webhook_endpoints',
  'exports',
];

/** What holds for them, and where that comes from. */
export function Limits({ known: { limits } }: { known: UserRecord }) {
  const { operators } = useTexts();
  const texts = operators.person;
  const { number } = useFormats();
  const names: Record<string, string> = texts.limit;
  const own = limits.filter(({ source }) => source === 'user');
  const rest = limits.filter(({ source }) => source !== 'user');
  const line = ({ name, value, source, until }: UserRecord['limits'][number]) => (
    <div key={name}>
      <dt>{names[name] ?? name}</dt>
      <dd>
        {value === null ? texts.noLimit : number(value)}{' '}
        {source === 'configuration' ? null : <Badge kind={source === 'user' ? 'accent' : 'told'}>{texts.sources[source]}</Badge>}
        {until ? (
          <span className={css.small}>
            {' '}
            {texts.until} <When at={until} />
          </span>
        ) : null}
      </dd>
    </div>
  );
  return (
    <Part title={texts.limits}>
      {own.length ? <dl className={css.pairs}>{own.map(line)}</dl> : <p className={css.small}>{texts.noneOwn}</p>}
      <details>
        <summary>{texts.allLimits}</summary>
        <dl className={css.pairs}>{rest.map(line)}</dl>
      </details>
    </Part>
  );
}

/** What is typed into the form: a number or nothing, and until when it holds, in the reader's own time. */
export interface Wanted {
  values: Partial<Record<Limit, number>>;
  until: Partial<Record<Limit, string>>;
}

/** As a field of the browser has it: in its own time, without a zone. */
const local = (at: string) => {
  const moment = new Date(at);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

/** What stands there now. */
export function wantedOf({ account }: UserRecord): Wanted {
  const values = (account?.overrides ?? {}) as Partial<Record<Limit, number | null>>;
  const until = (account?.overrides_until ?? {}) as Partial<Record<Limit, string>>;
  const there = LIMITS.filter((name) => typeof values[name] === 'number');
  return {
    values: Object.fromEntries(there.map((name) => [name, values[name]])) as Wanted['values'],
    until: Object.fromEntries(there.flatMap((name) => (until[name] ? [[name, local(until[name])]] : []))) as Wanted['until'],
  };
}

/** As the door takes it: what is left out falls back to the configuration. */
export function requestOf({ values, until }: Wanted): Omit<UserOverridesRequest, 'reason'> {
  const ends = Object.entries(until).flatMap(([name, at]) =>
    at && values[name as Limit] !== undefined ? [[name, new Date(at).toISOString()]] : [],
  );
  return { ...values, until: Object.fromEntries(ends) as never };
}

/** Which of them another than before. */
export const changed = (before: Wanted, after: Wanted): Limit[] =>
  LIMITS.filter((name) => before.values[name] !== after.values[name] || (before.until[name] ?? '') !== (after.until[name] ?? ''));

interface FieldsProps {
  known: UserRecord;
  before: Wanted;
  wanted: Wanted;
  onChange: (wanted: Wanted) => void;
  problems: Readonly<Record<string, string>>;
}

/** A number and an end for each limit; empty is what the configuration says. */
export function LimitFields({ known, before, wanted, onChange, problems }: FieldsProps) {
  const { operators } = useTexts();
  const texts = operators.person;
  const { number } = useFormats();
  const now = new Map(known.limits.map((each) => [each.name, each]));
  const differ = changed(before, wanted);
  const shown = (value: number | undefined) => (value === undefined ? texts.configured : number(value));
  return (
    <>
      <p className={css.small}>{texts.limitsHint}</p>
      <div className={css.limits}>
        {LIMITS.map((name) => {
          const there = now.get(name);
          const hint = there?.source === 'user' || there?.value == null ? undefined : texts.standing(number(there.value));
          return (
            <div key={name} className={css.limit}>
              <NumberInput
                label={texts.limit[name]}
                hint={hint}
                minValue={name === 'daily_cap' ? 0 : 1}
                value={wanted.values[name] ?? Number.NaN}
                onChange={(value) => {
                  const { [name]: _, ...others } = wanted.values;
                  onChange({ ...wanted, values: Number.isNaN(value) ? others : { ...others, [name]: value } });
                }}
                error={problems[name]}
              />
              {wanted.values[name] === undefined ? null : (
                <TextInput
                  label={texts.untilFor(texts.limit[name])}
                  hiddenLabel
                  type="datetime-local"
                  hint={texts.untilHint}
                  value={wanted.until[name] ?? ''}
                  onChange={(at) => onChange({ ...wanted, until: { ...wanted.until, [name]: at } })}
                  error={problems[`until.${name}`]}
                />
              )}
            </div>
          );
        })}
      </div>
      <section className={css.preview} aria-label={texts.changes} aria-live="polite">
        <h3>{texts.changes}</h3>
        {differ.length ? (
          <ul>
            {differ.map((name) => (
              <li key={name}>
                {texts.limit[name]}: {shown(before.values[name])} → <strong>{shown(wanted.values[name])}</strong>
                {wanted.until[name] && wanted.values[name] !== undefined
                  ? ` ${texts.until} ${wanted.until[name]?.replace('T', ' ')}`
                  : ''}
              </li>
            ))}
          </ul>
        ) : (
          <p>{texts.noChange}</p>
        )}
        {problems.until ? <p>{problems.until}</p> : null}
      </section>
    </>
  );
}
