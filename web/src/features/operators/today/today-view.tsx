import { ChevronLeft, ChevronRight, Download } from 'lucide-react';
import { useMemo, useState } from 'react';
import { saveFile } from '@/platform/save-file';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import { Button, IconButton } from '@/ui/button';
import { ErrorNote } from '@/ui/error-note';
import { Banner, Empty, Skeleton } from '@/ui/notes';
import { Room } from '@/ui/room';
import { Segments } from '@/ui/segments';
import { tellError } from '@/ui/toasts';
import { oneOf, useAddress } from '../asking';
import { usePurpose } from '../purpose';
import { useAmounts } from './amounts';
import { CountAgain } from './count-again';
import { DAYS, daysOf, isDay, plus, SPANS, type Span, tableOf, useFigures, yesterday } from './figures';
import { OneDay } from './one-day';
import { SoFar } from './so-far';
import css from './today.module.css';
import { Trends } from './trends';

/** What the service does: now, and on the days that the night has counted. */
export function TodayView() {
  const { operators, running } = useTexts();
  const texts = running.today;
  const { date } = useAmounts();
  const [address, change] = useAddress();
  const last = yesterday();
  const span: Span = oneOf(SPANS, address.span) ?? 'week';
  const until = isDay(address.until) && address.until < last ? address.until : last;
  const counted = useFigures(span, until);
  const [again, setAgain] = useState<string | null>(null);
  const go = (days: number) => {
    const to = plus(until, days * DAYS[span]);
    change({ until: to < last ? to : undefined });
  };
  const days = counted.data;
  const missing = useMemo(() => days?.flatMap(({ day, figures }) => (figures ? [] : [day])) ?? [], [days]);
  const first = daysOf(span, until)[0] ?? until;
  return (
    <Room title={operators.rooms.today}>
      <SoFar />
      <section className={css.spans} aria-label={texts.spans}>
        <Segments
          label={texts.span}
          hiddenLabel
          choices={SPANS.map((id) => ({ id, name: texts.names[id] }))}
          value={span}
          onChange={(chosen) => change({ span: chosen })}
        />
        <div className={css.step}>
          <IconButton label={texts.earlier[span]} icon={<ChevronLeft aria-hidden />} onPress={() => go(-1)} />
          <p aria-live="polite">{span === 'day' ? date(until) : texts.between(date(first), date(until))}</p>
          <IconButton
            label={texts.later[span]}
            icon={<ChevronRight aria-hidden />}
            isDisabled={until === last}
            onPress={() => go(1)}
          />
        </div>
        <Whole span={span} until={until} />
      </section>
      {counted.error && !days ? <ErrorNote error={counted.error} onRetry={() => counted.refetch()} /> : null}
      {counted.isPending ? <Skeleton shape="card" count={6} /> : null}
      {days ? (
        missing.length === days.length ? (
          <Empty
            title={span === 'day' ? texts.noDay : texts.noDays}
            action={<Button onPress={() => setAgain(until)}>{texts.count(date(until))}</Button>}
          >
            {texts.noneHint}
          </Empty>
        ) : (
          <>
            {missing.length ? (
              <Banner
                action={
                  <Button small onPress={() => setAgain(missing.at(-1) ?? until)}>
                    {texts.count(date(missing.at(-1) ?? until))}
                  </Button>
                }
              >
                {texts.missing(missing.length)}
              </Banner>
            ) : null}
            {span === 'day' && days[0]?.figures ? <OneDay figures={days[0].figures} onCount={() => setAgain(until)} /> : null}
            {span === 'day' ? null : <Trends days={days} span={span} />}
          </>
        )
      ) : null}
      {again ? <CountAgain day={again} onClose={() => setAgain(null)} /> : null}
    </Room>
  );
}

/** All of it as a table of the service's own. */
function Whole({ span, until }: { span: Span; until: string }) {
  const { common, running } = useTexts();
  const rushes = useRushes();
  const reason = usePurpose();
  const [saving, setSaving] = useState(false);
  const save = async () => {
    setSaving(true);
    try {
      saveFile(await tableOf(rushes, reason, span, until), `figures-${until}-${span}.csv`);
    } catch (error) {
      tellError(error, common.error.unexpected);
    } finally {
      setSaving(false);
    }
  };
  return (
    <Button icon={<Download aria-hidden />} isPending={saving} onPress={save}>
      {running.today.whole}
    </Button>
  );
}
