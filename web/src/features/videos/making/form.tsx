import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ChevronDown, Sparkles } from 'lucide-react';
import { type KeyboardEvent, useCallback, useEffect, useEffectEvent, useRef, useState } from 'react';
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import type { Model, ModelList } from 'rushes';
import { useAccount, useServiceLimits } from '@/features/account/account';
import { keys } from '@/platform/queries';
import { useRushes } from '@/platform/service';
import { useStore } from '@/platform/store';
import { language, useTexts } from '@/texts';
import { Button, ButtonLink } from '@/ui/button';
import { ErrorNote } from '@/ui/error-note';
import { TextInput } from '@/ui/field';
import { NumberInput } from '@/ui/number-input';
import { tell } from '@/ui/toasts';
import { Toggle } from '@/ui/toggles';
import { Choice } from './choice';
import { against, type Chosen, type Field, fitted, lettersOf, perSecond, refusalOf } from './combinations';
import { type Draft, factsOf, forget, MOST_AT_ONCE, rowsOf, tagsOf, useDraft, wishOf, withModel } from './draft';
import { LostOrder } from './lost-order';
import css from './making.module.css';
import { ModelCards } from './model-cards';
import { isOffered, keyFor, useOwnKeys } from './models';
import { type Bought, type Goods, useOrder } from './order';
import { PictureField } from './picture-field';
import { useQuote } from './quote';
import { atFields, isAtField, isGone } from './refusals';
import { Lack, Price } from './summary';
import { named, wordsOf } from './words';

interface MakingFormProps {
  uid: string;
  models: ModelList;
  first: () => Draft;
}

/** Everything that can be asked of a video, what it costs as it stands, and one press that buys it once. */
export function MakingForm({ uid, models: { models, default: standard }, first }: MakingFormProps) {
  const texts = useTexts();
  const { common, making } = texts;
  const rushes = useRushes();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const spoken = useStore(language);
  const form = useRef<HTMLFormElement>(null);
  const account = useAccount().data;
  const ownKeys = useOwnKeys().data;
  const limits = useServiceLimits().data;
  const [draft, setDraft] = useDraft(uid, first);
  const [tried, setTried] = useState(false);
  const [more, setMore] = useState(() => moreIn(draft));
  const [fit, setFit] = useState('');
  const [wanted, setWanted] = useState<number | null>(null); // the price that was pressed for, while it is asked for once more

  const model = models.find(({ id }) => id === draft.model);
  const offered = model && isOffered(model) ? model : undefined;
  const facts = factsOf(draft);
  const refusals = offered ? against(offered, facts) : [];
  const wish = wishOf(draft);
  const key = offered && keyFor(offered, ownKeys);
  const { quote, error: notQuoted, fresh, retry } = useQuote(refusals.length || !offered ? null : wish);
  const ordering = useOrder(uid, done);
  const told = { ...atFields(notQuoted), ...atFields(ordering.error) };
  const total = quote ? quote.credits * draft.count : null;
  const missing = account && total !== null ? Math.max(0, total - account.balance) : 0;
  const capLeft = account && account.limits.daily_cap !== null ? account.limits.daily_cap - account.limits.spent_today : null;
  const overCap = capLeft !== null && total !== null && total > capLeft;
  const waits = account && !draft.start && account.active_jobs >= account.limits.active_jobs;
  const closed = limits?.intake_open === false;

  const change = (changes: Partial<Draft>) => {
    ordering.forgive();
    setWanted(null);
    setFit('');
    setDraft((known) => ({ ...known, ...changes }));
  };
  const chooseModel = (next: Model) => {
    const now = withModel(draft, next);
    const changed = (['seconds', 'resolution', 'aspect_ratio', 'audio'] as Chosen[]).filter((each) => now[each] !== draft[each]);
    const ownKey = Boolean(keyFor(next, ownKeys)) && (draft.ownKey || next.availability === 'own_key');
    change({ ...now, ownKey });
    setFit(changed.length ? making.model.fitted(next.name, changed.map((each) => named(each, now[each], texts)).join(', ')) : '');
  };

  // what a key changes in the text does not draw all the cards anew
  const chooses = useRef(chooseModel);
  useEffect(() => {
    chooses.current = chooseModel;
  });
  const choose = useCallback((next: Model) => chooses.current(next), []);

  const wrong = (field: Field): string | null => {
    const refusal = refusals.find((each) => each.field === field);
    return told[field] ?? (refusal && offered ? wordsOf(refusal, offered.name, texts) : null);
  };
  /** Of pictures that are not chosen: why they cannot be. */
  const barred = (field: 'first_frame' | 'last_frame' | 'references') => {
    const refusal = offered && refusalOf(offered, facts, field, (field === 'references' ? facts.references + 1 : true) as never);
    if (!refusal || (refusal.kind === 'most' && draft.references.length)) return null;
    const wanting = { ...facts, [field]: field === 'references' ? facts.references + 1 : true };
    const both = fitted(offered, wanting);
    const changed = (Object.keys(both) as Chosen[]).filter((each) => both[each] !== draft[each]);
    const helps = changed.length > 0 && !refusalOf(offered, { ...facts, ...both }, field, wanting[field] as never);
    const words = changed.map((each) => named(each, both[each], texts)).join(', ');
    return {
      why: wordsOf(refusal, offered.name, texts),
      mend: helps ? { words: making.refusal.takeBoth(making.pictures[field], words), act: () => change(both) } : null,
    };
  };

  function done(bought: Bought, goods: Goods, here: boolean) {
    if (JSON.stringify(goods) === JSON.stringify(goodsOf(draft))) forget(uid); // else something else is being prepared already
    void queries.invalidateQueries({ queryKey: ['videos'] });
    void queries.invalidateQueries({ queryKey: keys.videoBatches });
    void queries.invalidateQueries({ queryKey: keys.account });
    const { name, tags } = goods.kind === 'file' ? { name: '', tags: [] } : goods;
    const ids = 'video' in bought ? [bought.video] : bought.videos;
    if (name || tags.length) {
      const marks = ids.map((id, at) =>
        rushes.videos.update(id, {
          ...(name ? { name: ids.length > 1 ? `${name} ${at + 1}` : name } : {}),
          ...(tags.length ? { tags } : {}),
        }),
      );
      void Promise.all(marks).then(
        () => queries.invalidateQueries({ queryKey: ['videos'] }),
        () => tell('bad', making.submit.marks),
      );
    }
    const see = () =>
      'video' in bought
        ? navigate({ to: '/studio/videos/$videoId', params: { videoId: bought.video } })
        : navigate({ to: '/studio/videos', search: { batch: bought.batch } });
    const words = 'video' in bought ? making.submit.made : making.submit.many_made(ids.length);
    const placed = 'video' in bought && bought.place !== null ? making.line.placed(bought.place) : words;
    tell('good', placed, here ? {} : { action: { name: making.submit.see, act: () => void see() } });
    if (here) void see();
  }

  const order = () => {
    const goods = goodsOf(draft);
    if (goods) ordering.order(goods);
  };
  const submit = () => {
    setTried(true);
    if (ordering.pending || ordering.open?.lost || closed) return;
    if (!wish || refusals.length || !offered || notQuoted || missing || overCap) {
      requestAnimationFrame(() => toTrouble(form.current));
      return;
    }
    if (fresh) order();
    else setWanted(total); // the price that stands there is asked for once more; the same one is what was agreed to
  };
  const asked = useEffectEvent(() => {
    if (wanted !== null && total === wanted && !missing && !overCap) order();
    setWanted(null);
  });
  useEffect(() => {
    if (fresh) asked();
  }, [fresh]);

  const pressed = (event: KeyboardEvent) => {
    const within = event.currentTarget.contains(event.target as Node); // not in a dialog that lies above it
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !within) return;
    event.preventDefault();
    submit();
  };
  const cheaper = missing && account ? cheapest(models, draft, account.balance) : null;
  const first_frame = barred('first_frame');
  const last_frame = barred('last_frame');
  const references = barred('references');
  const unpaid = told.own_key ?? (draft.ownKey && offered && !key ? keyWords(offered) : null);
  function keyWords(of: Model): string {
    return of.own_key ? making.ownKey.none(providerName(of.surface)) : making.ownKey.cannot(of.name);
  }
  function providerName(surface: string): string {
    return making.providers[surface] ?? surface;
  }
  const moreWrong = Boolean(wrong('negative_prompt') || wrong('seed') || told.start_at || unpaid);

  return (
    <form ref={form} className={css.form} onKeyDown={pressed} onSubmit={(event) => event.preventDefault()} noValidate>
      <div className={css.fields}>
        <LostOrder ordering={ordering} />
        <section className={css.part} aria-labelledby="what">
          <h2 id="what">{making.sections.what}</h2>
          {draft.source && draft.task ? (
            <p className={css.origin}>
              {making.source[draft.task]}{' '}
              <Button small look="quiet" onPress={() => change({ task: null, source: null })}>
                {making.source.drop}
              </Button>
              {wrong('task') ? <span className={css.wrong}>{wrong('task')}</span> : null}
            </p>
          ) : null}
          <TextInput
            label={making.text.label}
            hiddenLabel
            lines={5}
            placeholder={making.text.placeholder}
            value={draft.text}
            onChange={(text) => change({ text })}
            maxLength={offered ? lettersOf(offered) : 8192}
            counted
            left={common.left}
            error={wrong('prompt') ?? told.prompt_id ?? told.body ?? (tried && !draft.text.trim() ? making.text.missing : null)}
          />
          {draft.prompt ? (
            <p className={css.origin}>
              {draft.text.trim() === draft.prompt.text.trim() ? making.text.fromPrompt : making.text.edited}{' '}
              {draft.text.trim() === draft.prompt.text.trim() ? null : (
                <Button small look="quiet" onPress={() => change({ text: draft.prompt?.text ?? '' })}>
                  {making.text.restore}
                </Button>
              )}
              <Button small look="quiet" onPress={() => change({ prompt: null })}>
                {making.text.loose}
              </Button>
            </p>
          ) : null}
        </section>

        <section className={css.part} aria-labelledby="pictures">
          <h2 id="pictures">{making.sections.pictures}</h2>
          <div className={css.pictures}>
            <PictureField
              label={making.pictures.first_frame}
              hint={making.pictures.firstHint}
              chosen={draft.first_frame ? [draft.first_frame] : []}
              most={1}
              onChange={([id]) => change({ first_frame: id ?? null })}
              refused={draft.first_frame ? null : first_frame?.why}
              error={wrong('first_frame')}
              mend={draft.first_frame ? null : (first_frame?.mend ?? null)}
            />
            <PictureField
              label={making.pictures.last_frame}
              hint={making.pictures.lastHint}
              chosen={draft.last_frame ? [draft.last_frame] : []}
              most={1}
              onChange={([id]) => change({ last_frame: id ?? null })}
              refused={draft.last_frame ? null : last_frame?.why}
              error={wrong('last_frame')}
              mend={draft.last_frame ? null : (last_frame?.mend ?? null)}
            />
            <PictureField
              label={making.pictures.references}
              hint={making.pictures.referencesHint(offered?.references ?? 0)}
              chosen={draft.references}
              most={offered?.references ?? 0}
              onChange={(ids) => change({ references: ids })}
              refused={draft.references.length ? null : references?.why}
              error={wrong('references')}
              mend={references?.mend ?? null}
            />
          </div>
        </section>

        <section className={css.part} aria-labelledby="model">
          <h2 id="model">{making.sections.model}</h2>
          <ModelCards
            models={models}
            standard={standard}
            chosen={draft.model ?? standard}
            resolution={draft.resolution}
            audio={draft.audio}
            onChange={choose}
            error={told.model}
            gone={isGone(notQuoted) || isGone(ordering.error)}
          />
          <p role="status" className={fit ? css.notice : css.hidden}>
            {fit}
          </p>
        </section>

        {offered ? (
          <section className={css.part} aria-labelledby="form">
            <h2 id="form">{making.sections.form}</h2>
            <div className={css.choices}>
              <Choice
                field="seconds"
                label={making.seconds}
                model={offered}
                facts={facts}
                values={offered.seconds}
                onChange={change}
                error={told.seconds}
              />
              <Choice
                field="aspect_ratio"
                label={making.aspect_ratio}
                model={offered}
                facts={facts}
                values={offered.aspect_ratios}
                nameOf={(each) => making.shapes[each]}
                onChange={change}
                error={told.aspect_ratio}
              />
              <Choice
                field="resolution"
                label={making.resolution}
                model={offered}
                facts={facts}
                values={offered.resolutions}
                onChange={change}
                error={told.resolution}
              />
              <Choice
                field="audio"
                label={making.audio}
                model={offered}
                facts={facts}
                values={[true, false]}
                onChange={change}
                error={told.audio}
              />
            </div>
          </section>
        ) : null}

        <Disclosure className={css.fold ?? ''} isExpanded={more || moreWrong} onExpandedChange={setMore}>
          <Heading level={2}>
            <AriaButton slot="trigger" className={css.unfold ?? ''}>
              <ChevronDown aria-hidden size={18} />
              {making.sections.more}
            </AriaButton>
          </Heading>
          <DisclosurePanel className={css.more ?? ''}>
            <TextInput
              label={making.text.negative}
              lines={2}
              value={draft.unwanted}
              onChange={(unwanted) => change({ unwanted })}
              maxLength={2048}
              isDisabled={Boolean(offered?.without.includes('negative_prompt')) && !draft.unwanted}
              hint={offered?.without.includes('negative_prompt') ? making.refusal.none.negative_prompt(offered.name) : undefined}
              error={wrong('negative_prompt')}
            />
            <div className={css.choices}>
              <NumberInput
                label={making.seed}
                hint={offered?.without.includes('seed') ? making.refusal.none.seed(offered.name) : making.seedHint}
                value={draft.seed ?? Number.NaN}
                onChange={(seed) => change({ seed: Number.isNaN(seed) ? null : seed })}
                minValue={0}
                maxValue={2 ** 32 - 1}
                formatOptions={{ useGrouping: false, maximumFractionDigits: 0 }}
                isDisabled={Boolean(offered?.without.includes('seed')) && draft.seed === null}
                error={wrong('seed')}
              />
              <NumberInput
                label={making.count}
                hint={draft.ownKey ? making.countKey : making.countHint}
                value={draft.count}
                onChange={(count) => change({ count: Number.isNaN(count) ? 1 : count })}
                minValue={1}
                maxValue={MOST_AT_ONCE}
                isDisabled={draft.ownKey}
              />
              <TextInput
                label={making.start}
                hint={making.startHint}
                type="datetime-local"
                value={draft.start}
                onChange={(start) => change({ start })}
                error={told.start_at}
              />
              <TextInput label={making.name} value={draft.name} onChange={(name) => change({ name })} maxLength={120} />
              <TextInput
                label={making.tags}
                hint={making.tagsHint}
                value={draft.tags}
                onChange={(tags) => change({ tags })}
                maxLength={400}
              />
            </div>
            {offered ? (
              <div className={css.choice}>
                <Toggle
                  isSelected={draft.ownKey}
                  onChange={(ownKey) => change({ ownKey, count: ownKey ? 1 : draft.count })}
                  isDisabled={!draft.ownKey && !key}
                  hint={
                    key ? making.ownKey.whose(providerName(key.provider), key.last_four) : unpaid ? undefined : keyWords(offered)
                  }
                >
                  {making.ownKey.label}
                </Toggle>
                {unpaid ? (
                  <p className={css.wrong} role="alert">
                    {unpaid}
                  </p>
                ) : null}
                {!key && offered.own_key ? (
                  <ButtonLink small look="quiet" href="/studio/account/keys">
                    {making.ownKey.add}
                  </ButtonLink>
                ) : null}
              </div>
            ) : null}
          </DisclosurePanel>
        </Disclosure>
      </div>

      <aside className={css.side} aria-label={making.price.title}>
        <Price
          quote={quote}
          count={draft.count}
          fresh={fresh}
          account={account}
          model={offered}
          without={
            !offered
              ? making.price.noModel
              : refusals.length
                ? making.price.impossible
                : wish
                  ? notQuoted
                    ? ''
                    : making.price.asking
                  : unquoted()
          }
        >
          {draft.ownKey && quote ? <p className={css.hint}>{making.price.ownKey}</p> : null}
          {waits && !draft.ownKey ? (
            <p className={css.notice}>{making.line.waits(account.active_jobs, account.waiting_jobs + 1)}</p>
          ) : null}
          {overCap ? <p className={css.notice}>{making.price.capReached(Math.max(0, capLeft))}</p> : null}
          {missing && account ? <Lack missing={missing} account={account} cheaper={cheaper} onCheaper={chooseModel} /> : null}
          {closed ? <p className={css.notice}>{limits?.message?.[spoken] ?? making.submit.closed}</p> : null}
          {notQuoted && !isAtField(notQuoted) ? <ErrorNote error={notQuoted} onRetry={retry} /> : null}
          {ordering.error && !ordering.open?.lost && !isAtField(ordering.error) ? (
            <ErrorNote error={ordering.error} onRetry={submit} />
          ) : null}
        </Price>
        <div className={css.bar}>
          {account?.guest && missing ? (
            <ButtonLink
              look="main"
              href={`/studio/sign-in?register=true&to=${encodeURIComponent(location.pathname + location.search)}`}
            >
              {making.submit.account}
            </ButtonLink>
          ) : (
            <Button
              onPress={submit}
              look="main"
              icon={<Sparkles aria-hidden />}
              isDisabled={closed || Boolean(ordering.open?.lost && !ordering.pending)}
            >
              {ordering.pending ? making.submit.sending : wanted === null ? label() : making.price.asking}
            </Button>
          )}
          <span className={css.keysHint}>{making.submit.keys}</span>
        </div>
      </aside>
    </form>
  );

  function label(): string {
    if (total === null) return making.submit.make;
    if (draft.count > 1) return making.submit.many(draft.count, total);
    return draft.ownKey && total === 0 ? making.submit.free : making.submit.for(total);
  }

  function unquoted(): string {
    const price = offered && perSecond(offered, draft);
    return price ? `${making.second(draft.seconds)} × ${price} = ${common.credits(draft.seconds * price)}` : making.price.unknown;
  }
}

function goodsOf(draft: Draft): Goods | null {
  const wish = wishOf(draft);
  const marks = { name: draft.name.trim(), tags: tagsOf(draft.tags) };
  if (!wish) return null;
  return draft.count > 1 ? { kind: 'several', rows: rowsOf(draft), ...marks } : { kind: 'video', wish, ...marks };
}

/** Something stands there that is not seen while the part is folded. */
function moreIn(draft: Draft): boolean {
  return Boolean(
    draft.unwanted || draft.seed !== null || draft.count > 1 || draft.start || draft.name || draft.tags || draft.ownKey,
  );
}

/** To the first thing that is in the way. */
function toTrouble(form: HTMLElement | null): void {
  const field = form?.querySelector<HTMLElement>('[aria-invalid="true"]');
  if (field) field.focus();
  else
    form
      ?.querySelector<HTMLElement>('[role="alert"], [role="note"], [role="status"]:not(:empty)')
      ?.scrollIntoView({ block: 'center' });
}

/** The cheapest model that can do the same and that the balance suffices for. */
function cheapest(models: readonly Model[], draft: Draft, balance: number): { model: Model; credits: number } | null {
  const found = models.filter(isOffered).flatMap((model) => {
    if (model.id === draft.model || model.availability === 'own_key') return [];
    const now = withModel(draft, model);
    const price = perSecond(model, now);
    const credits = price === null ? Number.POSITIVE_INFINITY : price * now.seconds * draft.count;
    return credits <= balance && !against(model, factsOf(now)).length ? [{ model, credits }] : [];
  });
  return found.sort((one, other) => one.credits - other.credits)[0] ?? null;
}
