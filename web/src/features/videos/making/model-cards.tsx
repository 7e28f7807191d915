import { ChevronDown, Clock, Film, Image, Images, PenLine, Volume2, VolumeX } from 'lucide-react';
import { memo, type ReactNode, useId } from 'react';
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading, Label, Radio, RadioGroup } from 'react-aria-components';
import type { Model } from 'rushes';
import { useStore } from '@/platform/store';
import { language, type Texts, useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button } from '@/ui/button';
import { Badge } from '@/ui/notes';
import { type Facts, perSecond, priceRange } from './combinations';
import css from './making.module.css';
import { isNew, isOffered, replacementOf } from './models';

interface ModelCardsProps {
  models: readonly Model[];
  standard: string;
  chosen: string;
  resolution: Facts['resolution'];
  audio: boolean;
  onChange: (model: Model) => void;
  error?: string | undefined;
  /** The service has it no longer, though the catalog that this page has says otherwise. */
  gone?: boolean;
}

/** What each model can do, how long it takes and what it costs; those that are gone, with what took their place. */
export const ModelCards = memo(function ModelCards({
  models,
  standard,
  chosen,
  onChange,
  error,
  gone: away,
  ...form
}: ModelCardsProps) {
  const { making } = useTexts();
  const gone = models.filter((each) => !isOffered(each) && each.id !== chosen);
  const instead = away ? replacementOf(chosen, models, standard) : undefined;
  const take = (id: string) => {
    const found = models.find((each) => each.id === id);
    if (found) onChange(found);
  };
  return (
    <div className={css.choice}>
      {models.some((each) => each.id === chosen && isOffered(each)) ? null : (
        <Gone id={chosen} models={models} standard={standard} onChange={onChange} />
      )}
      <RadioGroup value={chosen} onChange={take} className={css.models ?? ''} isInvalid={Boolean(error)}>
        <Label className={css.hidden ?? ''}>{making.sections.model}</Label>
        <div className={css.cards}>
          {models.filter(isOffered).map((model) => (
            <Card key={model.id} model={model} standard={standard} {...form} />
          ))}
        </div>
      </RadioGroup>
      {error ? (
        <p className={css.wrong} role="alert">
          {error}
        </p>
      ) : null}
      {instead ? (
        <span className={css.pair}>
          <Button small onPress={() => onChange(instead)}>
            {making.model.instead(instead.name)}
          </Button>
        </span>
      ) : null}
      {gone.length ? (
        <Disclosure className={css.fold ?? ''}>
          <Heading level={3}>
            <AriaButton slot="trigger" className={css.unfold ?? ''}>
              <ChevronDown aria-hidden size={16} />
              {making.model.gone(gone.length)}
            </AriaButton>
          </Heading>
          <DisclosurePanel className={css.goneList ?? ''}>
            {gone.map(({ id }) => (
              <Gone key={id} id={id} models={models} standard={standard} onChange={onChange} />
            ))}
          </DisclosurePanel>
        </Disclosure>
      ) : null}
    </div>
  );
});

function Card({ model, standard, ...form }: Pick<ModelCardsProps, 'standard' | 'resolution' | 'audio'> & { model: Model }) {
  const { making } = useTexts();
  const { date, number, span } = useFormats();
  const { model: words } = making;
  const price = perSecond(model, form);
  const [least, most] = priceRange(model);
  const [from, to] = [Math.min(...model.seconds), Math.max(...model.seconds)];
  const [name, about] = [useId(), useId()];
  return (
    <Radio value={model.id} className={css.card ?? ''} aria-labelledby={name} aria-describedby={about}>
      <span className={css.cardHead}>
        <span id={name} className={css.cardName}>
          {model.name}
        </span>
        {model.id === standard ? <Badge kind="accent">{words.isDefault}</Badge> : null}
        {isNew(model) ? <Badge kind="good">{words.isNew}</Badge> : null}
        {model.stage === 'preview' ? <Badge>{words.preview}</Badge> : null}
        {model.availability === 'ending' && model.retirement.date ? (
          <Badge kind="warn">{words.ending(date(model.retirement.date))}</Badge>
        ) : null}
        {model.availability === 'own_key' ? <Badge kind="warn">{words.ownKeyOnly}</Badge> : null}
      </span>
      <span id={about} className={css.cardAbout}>
        <span className={css.cardFacts}>
          {words.seconds(from, to)} · {ends(model.resolutions)} · {model.aspect_ratios.join(' ')}
        </span>
        <span className={css.can}>
          {abilities(model, making).map(({ icon, text }) => (
            <span key={text}>
              {icon}
              {text}
            </span>
          ))}
        </span>
        <span className={css.cardFoot}>
          <strong>{words.perSecond(price === null ? words.range(least, most) : number(price))}</strong>
          <span>
            <Clock aria-hidden size={14} />
            {words.usual(span(model.usual_seconds))}
          </span>
        </span>
      </span>
    </Radio>
  );
}

function abilities(model: Model, { model: words }: Texts['making']): { icon: ReactNode; text: string }[] {
  const icon = { 'aria-hidden': true, size: 14 } as const;
  return [
    { icon: model.audio === 'never' ? <VolumeX {...icon} /> : <Volume2 {...icon} />, text: words.sound[model.audio] },
    ...(model.first_frame ? [{ icon: <Image {...icon} />, text: model.last_frame ? words.frames : words.first }] : []),
    ...(model.references ? [{ icon: <Images {...icon} />, text: words.references(model.references) }] : []),
    ...(model.tasks.includes('extend') ? [{ icon: <Film {...icon} />, text: words.extend(model.extend_to) }] : []),
    ...(model.tasks.includes('edit') ? [{ icon: <PenLine {...icon} />, text: words.edit }] : []),
  ];
}

const ends = (values: readonly string[]): string => (values.length > 1 ? `${values[0]}–${values.at(-1)}` : (values[0] ?? ''));

/** Why a model cannot be asked for, and what to take instead, by one press. */
function Gone({ id, models, standard, onChange }: Pick<ModelCardsProps, 'models' | 'standard' | 'onChange'> & { id: string }) {
  const { making } = useTexts();
  const { date } = useFormats();
  const spoken = useStore(language);
  const { model: words } = making;
  const model = models.find((each) => each.id === id);
  const instead = replacementOf(id, models, standard);
  const why = !model
    ? words.unknown(id)
    : model.availability === 'retired'
      ? words.retired(model.name, model.retirement.date && date(model.retirement.date))
      : words[model.availability === 'suspended' ? 'suspended' : 'disabled'](model.name);
  return (
    <div className={css.gone} role="note">
      <p>
        {why} {model?.unavailable?.[spoken]}
      </p>
      {instead ? (
        <Button small onPress={() => onChange(instead)}>
          {words.instead(instead.name)}
        </Button>
      ) : null}
    </div>
  );
}
