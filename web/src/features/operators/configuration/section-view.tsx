import { Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { ConfigSection, ConfigSectionName } from 'rushes';
import { NotFound } from '@/app/not-found';
import { fieldErrors } from '@/platform/field-errors';
import { useStore } from '@/platform/store';
import { language, useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button } from '@/ui/button';
import { ErrorNote } from '@/ui/error-note';
import { Banner, Skeleton } from '@/ui/notes';
import { ActDialog } from '../act-dialog';
import { useOne } from '../asking';
import { Detail, Part } from '../detail';
import css from './configuration.module.css';
import { DifferencesList } from './differences-list';
import { differences, type Form, merged, type Values } from './schema';
import { SectionHistory } from './section-history';
import { Fields } from './value-field';

interface Draft {
  base: ConfigSection;
  values: Values;
}

/** One section: its form, what it would change, and what it was before. */
export function SectionView({ id }: { id: string }) {
  const { operators, configuring } = useTexts();
  const section = id as ConfigSectionName;
  const one = useOne(['config', section], (rushes, reason, signal) =>
    rushes.request('GET /admin/config/{section}', { path: { section }, query: { reason }, signal }),
  );
  if (!(id in configuring.titles)) return <NotFound />;
  return (
    <Detail room="settings" roomName={operators.rooms.settings} title={configuring.titles[section]} one={one}>
      {(known) => <Shown known={known} />}
    </Detail>
  );
}

function Shown({ known }: { known: ConfigSection }) {
  const { configuring: texts } = useTexts();
  const { moment } = useFormats();
  const { section } = known;
  const form = useOne(['config-schema', section], (rushes, reason, signal) =>
    rushes.request('GET /admin/config/{section}/schema', { path: { section }, query: { reason }, signal }),
  );
  const [draft, setDraft] = useState<Draft | null>(null);
  const [saves, setSaves] = useState(false);
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const values = draft?.values ?? known.values;
  const changed = draft ? differences(draft.base.values, draft.values).length : 0;
  const root = form.data?.form as Form | undefined;
  return (
    <div className={css.view}>
      <p className={css.hint}>{texts.leads[section]}</p>
      {section === 'announcement' ? <Announced values={values} /> : null}
      <Part title={texts.values} wide>
        {root ? (
          <Fields
            section={section}
            path={[]}
            form={root}
            root={root}
            value={values}
            problems={problems}
            onChange={(to) => setDraft({ base: draft?.base ?? known, values: to as Values })}
          />
        ) : form.error ? (
          <ErrorNote error={form.error} onRetry={() => form.refetch()} />
        ) : (
          <Skeleton count={6} />
        )}
        <div className={css.save}>
          <Button look="main" isDisabled={!changed} onPress={() => setSaves(true)}>
            {texts.save}
          </Button>
          <Button
            icon={<Undo2 aria-hidden />}
            isDisabled={!changed}
            onPress={() => {
              setDraft(null);
              setProblems({});
            }}
          >
            {texts.discard}
          </Button>
          <p className={css.hint} role="status">
            {changed
              ? texts.changedSo(changed)
              : known.updated_at
                ? texts.changedBy(moment(known.updated_at), known.updated_by ?? '–')
                : texts.never}
          </p>
        </div>
      </Part>
      <SectionHistory known={known} onRestored={() => setDraft(null)} />
      {saves && draft ? (
        <Saving
          draft={draft}
          onProblems={setProblems}
          onClose={() => setSaves(false)}
          onSaved={() => {
            setDraft(null);
            setProblems({});
          }}
        />
      ) : null}
    </div>
  );
}

interface SavingProps {
  draft: Draft;
  onProblems: (problems: Readonly<Record<string, string>>) => void;
  onClose: () => void;
  onSaved: () => void;
}

/** Shows what would change of what stands there now: others may have changed it meanwhile, and theirs stays. */
function Saving({ draft: { base, values }, onProblems, onClose, onSaved }: SavingProps) {
  const { configuring: texts } = useTexts();
  const { moment } = useFormats();
  const { section } = base;
  const [refused, setRefused] = useState(0);
  const mine = differences(base.values, values).map(({ path }) => path.join('.'));
  return (
    <ActDialog
      title={texts.saveOf(texts.titles[section])}
      action={texts.save}
      wide
      onClose={onClose}
      preview={{
        about: [section, values, refused],
        ask: (rushes, reason) => rushes.request('GET /admin/config/{section}', { path: { section }, query: { reason } }),
        isEmpty: (now) => !differences(now.values, merged(base.values, values, now.values)).length,
        show: (now) => {
          const theirs = differences(base.values, now.values).map(({ path }) => path.join('.'));
          return (
            <>
              {now.version === base.version ? null : (
                <p className={css.warn}>{texts.meanwhile(now.updated_by ?? '–', now.updated_at ? moment(now.updated_at) : '')}</p>
              )}
              <DifferencesList
                section={section}
                all={differences(now.values, merged(base.values, values, now.values))}
                both={theirs.filter((path) => mine.includes(path))}
              />
            </>
          );
        },
      }}
      run={async (rushes, reason, now) => {
        const body = { reason, values: merged(base.values, values, now?.values ?? base.values) as Record<string, unknown> };
        try {
          return await rushes.request('PUT /admin/config/{section}', {
            path: { section },
            body: { ...body, version: now?.version ?? base.version },
          });
        } catch (error) {
          setRefused((times) => times + 1); // what stands there is looked at anew
          onProblems(said(fieldErrors(error)));
          throw error;
        }
      }}
      said={() => texts.saved}
      done={onSaved}
    >
      {(problems) => <Problems section={section} problems={said(problems)} />}
    </ActDialog>
  );
}

/** Places in lists as the fields here name them. */
const said = (problems: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(problems).map(([field, problem]) => [field.replace(/\[(\d+)\]/g, '.$1').replace(/^values\./, ''), problem]),
  );

function Problems({ problems: { reason: _, ...problems } }: { section: string; problems: Readonly<Record<string, string>> }) {
  const fields = Object.entries(problems);
  if (!fields.length) return null;
  return (
    <ul className={css.wrong} role="alert">
      {fields.map(([field, problem]) => (
        <li key={field}>
          <code>{field}</code> {problem}
        </li>
      ))}
    </ul>
  );
}

/** As everybody would read it, in the language that is read here. */
function Announced({ values }: { values: Values }) {
  const { configuring: texts } = useTexts();
  const words = String(values[useStore(language)] ?? '').trim();
  if (!words) return <p className={css.hint}>{texts.silent}</p>;
  return (
    <section className={css.announced} aria-label={texts.looksSo}>
      <Banner kind={values.level === 'warning' ? 'warn' : 'told'}>{words}</Banner>
    </section>
  );
}
