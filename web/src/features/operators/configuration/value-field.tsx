import { Plus, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button, IconButton } from '@/ui/button';
import { TextInput } from '@/ui/field';
import { NumberInput } from '@/ui/number-input';
import { Select } from '@/ui/select';
import { Checkbox, Toggle } from '@/ui/toggles';
import { Raw } from '../detail';
import css from './configuration.module.css';
import { useNames } from './names';
import { blank, type Form, isObject, resolved, type Values } from './schema';

interface FieldProps {
  section: string;
  path: readonly string[];
  form: Form;
  root: Form;
  value: unknown;
  onChange: (value: unknown) => void;
  problems: Readonly<Record<string, string>>;
}

const LONG = 300; // letters of a text that needs more than one line

/** Marked by the machinery: shown, and left as they are whatever is saved. */
const MARKS = new Set(['ceiling_reached_on', 'suspended', 'usual_seconds']);

/** One value by its schema: whatever a section may hold has its field. */
export function ValueField(props: FieldProps) {
  const { section, path, root, value, onChange, problems } = props;
  const { configuring: texts } = useTexts();
  const { nameOf, hintOf } = useNames(section);
  const { form, nullable } = resolved(props.form, root);
  const label = nameOf(path);
  const error = problems[path.join('.')];
  const hint = useHint(form, nullable, hintOf(path));
  if (MARKS.has(path.at(-1) ?? '')) {
    const isThere = value !== null && value !== undefined && !(isObject(value) && !Object.keys(value).length);
    return isThere ? (
      <Group label={label} hint={texts.mark}>
        <Raw label={label} value={value} />
      </Group>
    ) : null;
  }
  if (form.enum) {
    return (
      <Select
        label={label}
        hint={hint}
        error={error}
        choices={form.enum.map((id) => ({ id, name: nameOf([...path, id]) }))}
        value={String(value)}
        onChange={onChange}
      />
    );
  }
  if (form.type === 'boolean')
    return (
      <Toggle isSelected={value === true} onChange={onChange} hint={error ?? hint}>
        {label}
      </Toggle>
    );
  if (form.type === 'integer' || form.type === 'number')
    return <NumberValue {...props} form={form} label={label} hint={hint} nullable={nullable} />;
  if (form.type === 'object' && form.properties) {
    const known = isObject(value) ? value : {};
    return (
      <Group label={label} hint={hintOf(path)}>
        <Fields {...props} form={form} value={known} />
      </Group>
    );
  }
  if (form.type === 'object') return <MapValue {...props} form={form} />;
  if (form.type === 'array') {
    const inner = resolved(form.items ?? {}, root).form;
    if (inner.type === 'object') return <Things {...props} form={form} inner={inner} />;
    if (inner.enum) return <Some {...props} all={inner.enum} />;
    return <Lines {...props} isNumber={inner.type === 'number' || inner.type === 'integer'} hint={hint} />;
  }
  if (form.format === 'date-time')
    return (
      <TextInput
        label={label}
        hint={hint}
        error={error}
        type="datetime-local"
        value={localOf(value)}
        onChange={(said) => onChange(said ? new Date(said).toISOString() : null)}
      />
    );
  return (
    <TextInput
      label={label}
      hint={hint}
      error={error}
      {...(form.maxLength ? { maxLength: form.maxLength } : {})}
      {...((form.maxLength ?? 0) >= LONG ? { lines: 3 } : {})}
      value={typeof value === 'string' ? value : ''}
      onChange={(said) => onChange(nullable && said === '' ? null : said)}
    />
  );
}

/** All fields of a thing. */
export function Fields(props: Omit<FieldProps, 'value'> & { value: Values }) {
  const { form, value, path, onChange } = props;
  return (
    <div className={css.fields}>
      {Object.entries(form.properties ?? {}).map(([name, each]) => (
        <ValueField
          {...props}
          key={name}
          form={each}
          path={[...path, name]}
          value={value[name]}
          onChange={(changed) => onChange({ ...value, [name]: changed })}
        />
      ))}
    </div>
  );
}

function useHint(form: Form, nullable: boolean, words: string | undefined): string | undefined {
  const { configuring: texts } = useTexts();
  const { number } = useFormats();
  const least = form.minimum ?? form.exclusiveMinimum;
  const isNumber = form.type === 'integer' || form.type === 'number';
  const bounds =
    isNumber && least !== undefined && form.maximum !== undefined ? texts.bounds(number(least), number(form.maximum)) : null;
  const given = form.default;
  const unless =
    !isNumber && typeof given !== 'boolean'
      ? null
      : given === null || given === undefined
        ? null
        : texts.unless(typeof given === 'number' ? number(given) : given ? texts.on : texts.off);
  return [words, bounds, unless, nullable ? texts.mayBeEmpty : null].filter(Boolean).join(' ') || undefined;
}

function Group({ label, hint, children }: { label: string; hint?: string | undefined; children: ReactNode }) {
  return (
    <fieldset className={css.group}>
      <legend>{label}</legend>
      {hint ? <p className={css.hint}>{hint}</p> : null}
      {children}
    </fieldset>
  );
}

function NumberValue({
  path,
  form,
  value,
  onChange,
  problems,
  label,
  hint,
  nullable,
}: FieldProps & { label: string; hint: string | undefined; nullable: boolean }) {
  return (
    <NumberInput
      label={label}
      hint={hint}
      error={problems[path.join('.')]}
      value={typeof value === 'number' ? value : Number.NaN}
      {...(form.minimum === undefined ? {} : { minValue: form.minimum })}
      {...(form.maximum === undefined ? {} : { maxValue: form.maximum })}
      {...(form.type === 'integer' ? { step: 1 } : { formatOptions: { maximumFractionDigits: 6 } })}
      onChange={(said) => onChange(Number.isNaN(said) ? (nullable ? null : (form.default ?? form.minimum ?? 0)) : said)}
    />
  );
}

/** Some of a closed set. */
function Some({ section, path, value, onChange, all }: FieldProps & { all: readonly string[] }) {
  const { nameOf, hintOf } = useNames(section);
  const chosen = Array.isArray(value) ? value.map(String) : [];
  return (
    <Group label={nameOf(path)} hint={hintOf(path)}>
      <div className={css.checks}>
        {all.map((each) => (
          <Checkbox
            key={each}
            isSelected={chosen.includes(each)}
            onChange={(on) => onChange(all.filter((one) => (one === each ? on : chosen.includes(one))))}
          >
            {nameOf([...path, each])}
          </Checkbox>
        ))}
      </div>
    </Group>
  );
}

/** Words or numbers, one in a line. */
function Lines({
  section,
  path,
  value,
  onChange,
  problems,
  isNumber,
  hint,
}: FieldProps & { isNumber: boolean; hint: string | undefined }) {
  const { configuring: texts } = useTexts();
  const { nameOf } = useNames(section);
  const known = Array.isArray(value) ? value.map(String).join('\n') : '';
  const [typed, setTyped] = useState(known);
  const read = (said: string): unknown[] => {
    const lines = said
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
    return isNumber
      ? lines.map((line) => (Number.isNaN(Number(line.replace(',', '.'))) ? line : Number(line.replace(',', '.'))))
      : lines;
  };
  const shown = read(typed).join('\n') === known ? typed : known; // it was put back, or taken from the history
  return (
    <TextInput
      label={nameOf(path)}
      hint={[texts.lines, hint].filter(Boolean).join(' ')}
      error={problems[path.join('.')] ?? Object.entries(problems).find(([at]) => at.startsWith(`${path.join('.')}.`))?.[1]}
      lines={Math.min(8, Math.max(2, shown.split('\n').length))}
      value={shown}
      onChange={(said) => {
        setTyped(said);
        onChange(read(said));
      }}
    />
  );
}

/** Things in a row, each with fields of its own. */
function Things(props: FieldProps & { inner: Form }) {
  const { section, path, form, inner, root, value, onChange } = props;
  const { configuring: texts } = useTexts();
  const { nameOf, hintOf } = useNames(section);
  const all = Array.isArray(value) ? (value as Values[]) : [];
  const label = nameOf(path);
  return (
    <Group label={label} hint={hintOf(path)}>
      {all.map((each, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a thing is its place, its fields may all change
        <div key={at} className={css.entry}>
          <Fields
            {...props}
            form={inner}
            path={[...path, String(at)]}
            value={each}
            onChange={(changed) => onChange(all.map((one, place) => (place === at ? changed : one)))}
          />
          <IconButton
            small
            label={texts.remove(label, String(at + 1))}
            icon={<X aria-hidden />}
            onPress={() => onChange(all.filter((_, place) => place !== at))}
          />
        </div>
      ))}
      {all.length < (form.maxItems ?? Number.MAX_SAFE_INTEGER) ? (
        <Button small icon={<Plus aria-hidden />} onPress={() => onChange([...all, blank(inner, root)])}>
          {texts.add(label)}
        </Button>
      ) : null}
    </Group>
  );
}

/** Things by a name. */
function MapValue(props: FieldProps) {
  const { section, path, form, root, value, onChange } = props;
  const { configuring: texts } = useTexts();
  const { nameOf, hintOf } = useNames(section);
  const [name, setName] = useState('');
  const known = isObject(value) ? value : {};
  const label = nameOf(path);
  const inner = typeof form.additionalProperties === 'object' ? form.additionalProperties : {};
  const free = form.propertyNames?.enum?.filter((each) => !(each in known));
  const wanted = (free ? (free.find((each) => each === name) ?? free[0]) : name.trim()) ?? '';
  const add = () => {
    if (!wanted || wanted in known) return;
    onChange({ ...known, [wanted]: blank(inner, root) });
    setName('');
  };
  return (
    <Group label={label} hint={hintOf(path)}>
      {Object.entries(known).map(([key, each]) => (
        <div key={key} className={css.entry}>
          <ValueField
            {...props}
            form={inner}
            path={[...path, key]}
            value={each}
            onChange={(changed) => onChange({ ...known, [key]: changed })}
          />
          <IconButton
            small
            label={texts.remove(label, nameOf([...path, key]))}
            icon={<X aria-hidden />}
            onPress={() => onChange(Object.fromEntries(Object.entries(known).filter(([one]) => one !== key)))}
          />
        </div>
      ))}
      {free?.length === 0 ? null : (
        <div className={css.row}>
          {free ? (
            <Select
              label={texts.nameOf(label)}
              hiddenLabel
              choices={free.map((id) => ({ id, name: nameOf([...path, id]) }))}
              value={wanted}
              onChange={setName}
            />
          ) : (
            <TextInput
              label={texts.nameOf(label)}
              hiddenLabel
              placeholder={texts.nameOf(label)}
              value={name}
              onChange={setName}
              maxLength={100}
            />
          )}
          <Button small icon={<Plus aria-hidden />} isDisabled={!wanted} onPress={add}>
            {texts.add(label)}
          </Button>
        </div>
      )}
    </Group>
  );
}

/** As the browser's own field has it: by the clock here. */
function localOf(value: unknown): string {
  const at = new Date(String(value ?? ''));
  if (Number.isNaN(at.getTime())) return '';
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
