import { useId } from 'react';
import { Label, ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { Language } from 'rushes';
import { LANGUAGES, useTexts } from '@/texts';
import { TextInput } from '@/ui/field';
import { type Choice, Segments } from '@/ui/segments';
import { Select } from '@/ui/select';
import css from './prompts.module.css';
import { type Group, useStyles } from './queries';
import { MOST_INSTRUCTIONS, RATIOS, SECONDS, type Settings } from './settings';

const OPEN = 'open'; // nothing is chosen: the model may

interface FieldsProps {
  value: Settings;
  onChange: (chosen: Settings) => void;
}

/** Camera, effects, light, mood, length, format and language; what one asks for most is offered first. */
export function StyleFields({ value, onChange }: FieldsProps) {
  const { common, prompts: texts } = useTexts();
  const styles = useStyles();
  const choices = (group: Group): Choice[] =>
    styles.of(group).map(({ id, name, count }) => ({ id, name, hint: count ? texts.form.used(count) : undefined }));
  const open = { id: OPEN, name: texts.form.any };
  const change = (some: object) => onChange({ ...value, ...some } as Settings);
  return (
    <div className={css.fields}>
      <Select
        label={texts.form.camera}
        choices={choices('camera_style')}
        value={value.camera_style as string}
        onChange={(id) => change({ camera_style: id })}
      />
      <Select
        label={texts.form.light}
        choices={[open, ...choices('lighting')]}
        value={value.lighting ?? OPEN}
        onChange={(id) => change({ lighting: id === OPEN ? null : id })}
      />
      <Select
        label={texts.form.mood}
        choices={[open, ...choices('mood')]}
        value={value.mood ?? OPEN}
        onChange={(id) => change({ mood: id === OPEN ? null : id })}
      />
      <div className={css.whole}>
        <Segments
          label={texts.form.language}
          choices={LANGUAGES.map((id) => ({ id, name: common.language[id] }))}
          value={value.language}
          onChange={(language: Language) => change({ language })}
        />
        <Segments
          label={texts.form.length}
          choices={[open, ...SECONDS.map((count) => ({ id: String(count), name: texts.variant.seconds(count) }))]}
          value={value.seconds === null ? OPEN : String(value.seconds)}
          onChange={(id) => change({ seconds: id === OPEN ? null : Number(id) })}
        />
        <Segments
          label={texts.form.format}
          choices={[open, ...RATIOS.map((id) => ({ id, name: id }))]}
          value={value.aspect_ratio ?? OPEN}
          onChange={(id) => change({ aspect_ratio: id === OPEN ? null : id })}
        />
      </div>
      <Effects value={value.film_effects} onChange={(film_effects) => change({ film_effects })} />
    </div>
  );
}

function Effects({ value, onChange }: { value: Settings['film_effects']; onChange: (chosen: string[]) => void }) {
  const { prompts: texts } = useTexts();
  const styles = useStyles();
  const label = useId();
  return (
    <div className={css.whole}>
      <Label id={label} className={css.label}>
        {texts.form.effects}
      </Label>
      <ToggleButtonGroup
        aria-labelledby={label}
        selectionMode="multiple"
        selectedKeys={value}
        onSelectionChange={(chosen) => onChange([...chosen].map(String))}
        className={css.toggles ?? ''}
      >
        {styles.of('film_effects').map(({ id, name }) => (
          <ToggleButton key={id} id={id} className={css.toggle ?? ''}>
            {name}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </div>
  );
}

export function Instructions({
  value,
  onChange,
  lines = 2,
  hiddenLabel = false,
}: FieldsProps & { lines?: number; hiddenLabel?: boolean }) {
  const { common, prompts: texts } = useTexts();
  return (
    <TextInput
      label={texts.form.instructions}
      hiddenLabel={hiddenLabel}
      placeholder={texts.form.instructionsHint}
      lines={lines}
      value={value.instructions}
      onChange={(instructions) => onChange({ ...value, instructions })}
      maxLength={MOST_INSTRUCTIONS}
      counted
      left={common.left}
    />
  );
}

/** What is chosen, in one line. */
export function useSummary(value: Settings): string {
  const { common, prompts: texts } = useTexts();
  const styles = useStyles();
  return [
    styles.name('camera_style', value.camera_style),
    ...value.film_effects.map((id) => styles.name('film_effects', id)),
    ...(value.lighting ? [styles.name('lighting', value.lighting)] : []),
    ...(value.mood ? [styles.name('mood', value.mood)] : []),
    ...(value.seconds ? [texts.variant.seconds(value.seconds)] : []),
    ...(value.aspect_ratio ? [value.aspect_ratio] : []),
    common.language[value.language],
  ].join(' · ');
}
