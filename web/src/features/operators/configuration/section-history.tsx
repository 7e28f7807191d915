import { History, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import type { AnswerOf, ConfigSection } from 'rushes';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button } from '@/ui/button';
import { ErrorNote } from '@/ui/error-note';
import { More } from '@/ui/more';
import { Skeleton } from '@/ui/notes';
import { ActDialog } from '../act-dialog';
import { useRows } from '../asking';
import { Part } from '../detail';
import css from './configuration.module.css';
import { DifferencesList } from './differences-list';
import { asOf, differences } from './schema';

/** Who changed what, when and why; the section goes back to any of it. */
export function SectionHistory({ known, onRestored }: { known: ConfigSection; onRestored: () => void }) {
  const { configuring: texts } = useTexts();
  const { moment } = useFormats();
  const { section } = known;
  const [to, setTo] = useState<number | null>(null);
  const list = useRows(
    ['config-history', section],
    (rushes, page, signal) => rushes.request('GET /admin/config/{section}/history', { path: { section }, query: page, signal }),
    ({ changes }: AnswerOf<'GET /admin/config/{section}/history'>) => changes,
  );
  const { rows } = list;
  const current = rows?.[0]?.version;
  return (
    <Part title={texts.history} wide>
      {list.error && !rows ? <ErrorNote error={list.error} onRetry={() => list.refetch()} /> : null}
      {rows ? rows.length ? null : <p className={css.hint}>{texts.noHistory}</p> : list.error ? null : <Skeleton count={3} />}
      <ol className={css.changes}>
        {rows?.map((change) => (
          <li key={change.version}>
            <div className={css.changeHead}>
              <p>
                <strong>{texts.version(change.version)}</strong> <time dateTime={change.at}>{moment(change.at)}</time>
              </p>
              {change.version === current ? (
                <span className={css.hint}>{texts.inForce}</span>
              ) : (
                <Button
                  small
                  icon={<RotateCcw aria-hidden />}
                  aria-label={`${texts.backToThis}: ${texts.version(change.version)}`}
                  onPress={() => setTo(change.version)}
                >
                  {texts.backToThis}
                </Button>
              )}
            </div>
            <p className={css.hint}>
              <bdi>{change.by}</bdi>: <span dir="auto">{change.reason}</span>
            </p>
            <DifferencesList section={section} all={differences(change.before, change.after)} />
          </li>
        ))}
      </ol>
      <More
        more={list.hasNextPage}
        loading={list.isFetchingNextPage}
        failed={list.isFetchNextPageError}
        load={() => void list.fetchNextPage()}
      />
      {rows?.at(-1)?.version === 1 ? (
        <Button small icon={<History aria-hidden />} onPress={() => setTo(0)}>
          {texts.backToFirst}
        </Button>
      ) : null}
      {to === null ? null : (
        <ActDialog
          title={to ? texts.backToVersion(to) : texts.backToFirst}
          text={<p>{texts.backText}</p>}
          action={texts.goBack}
          wide
          onClose={() => setTo(null)}
          preview={{
            about: [section, to],
            ask: (rushes, reason) => rushes.request('GET /admin/config/{section}', { path: { section }, query: { reason } }),
            show: ({ values, version }) =>
              version === (current ?? 0) ? (
                <DifferencesList section={section} all={differences(values, asOf(to, values, rows ?? []))} />
              ) : (
                <p className={css.warn}>{texts.another}</p>
              ),
            isEmpty: ({ version }) => version !== (current ?? 0),
          }}
          run={(rushes, reason, now) =>
            rushes.request('POST /admin/config/{section}/history/{number}/restore', {
              path: { section, number: to },
              body: { reason, ...(now ? { version: now.version } : {}) },
            })
          }
          said={() => texts.saved}
          done={onRestored}
        />
      )}
    </Part>
  );
}
