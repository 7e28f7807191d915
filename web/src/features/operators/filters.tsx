import { SlidersHorizontal } from 'lucide-react';
import { type FormEvent, useEffect, useState } from 'react';
import { useWide } from '@/platform/width';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { TextInput } from '@/ui/field';
import { SearchInput } from '@/ui/search-input';
import type { Choice } from '@/ui/segments';
import { Select } from '@/ui/select';
import type { Address } from './asking';
import css from './operators.module.css';

/** One thing that a list is filtered by, under its name in the address. */
export type Filter =
  | {
      name: string;
      kind: 'choice';
      label: string;
      choices: readonly Choice[];
      /** What is asked for unless something else is; without it that is all. */
      usual?: string;
    }
  | { name: string; kind: 'text' | 'search' | 'date'; label: string; hint?: string };

interface FiltersProps {
  label: string;
  filters: readonly Filter[];
  address: Address;
  change: (more: Address) => void;
}

const ANY = '-';
const FEW = 2; // more than these are folded where there is little room

/** Whether the address asks for any of these. */
export const asksFor = (filters: readonly Filter[], address: Address): boolean => filters.some(({ name }) => address[name]);

/** All of these taken back. */
export const cleared = (filters: readonly Filter[]): Address => Object.fromEntries(filters.map(({ name }) => [name, undefined]));

/** What a list is asked for; all of it stands in the address. What is typed is asked by Enter, or when its field is left. */
export function Filters({ label, filters, address, change }: FiltersProps) {
  const { operators } = useTexts();
  const wide = useWide(760);
  const count = filters.filter(({ name }) => address[name]).length;
  const [open, setOpen] = useState(false);
  const folds = !wide && filters.length > FEW;
  return (
    <search className={css.filters} aria-label={label}>
      {folds ? (
        <Button icon={<SlidersHorizontal aria-hidden />} aria-expanded={open} onPress={() => setOpen(!open)}>
          {operators.list.filters(count)}
        </Button>
      ) : null}
      {(folds && !open ? [] : filters).map((filter) => (
        <One
          key={filter.name}
          filter={filter}
          value={address[filter.name] ?? ''}
          onChange={(value) => change({ [filter.name]: value })}
        />
      ))}
      {count ? (
        <Button look="quiet" onPress={() => change(cleared(filters))}>
          {operators.list.clear}
        </Button>
      ) : null}
    </search>
  );
}

function One({ filter, value, onChange }: { filter: Filter; value: string; onChange: (value: string | undefined) => void }) {
  const { operators } = useTexts();
  if (filter.kind === 'choice') {
    const { label, choices, usual } = filter;
    const otherwise = usual ?? ANY;
    return (
      <Select
        label={label}
        choices={usual ? choices : [{ id: ANY, name: operators.list.any }, ...choices]}
        value={choices.some(({ id }) => id === value) ? value : otherwise}
        onChange={(chosen) => onChange(chosen === otherwise ? undefined : chosen)}
      />
    );
  }
  return <Typed filter={filter} value={value} onChange={onChange} />;
}

function Typed({
  filter,
  value,
  onChange,
}: {
  filter: Exclude<Filter, { kind: 'choice' }>;
  value: string;
  onChange: (value: string | undefined) => void;
}) {
  const { common } = useTexts();
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]); // by a link or the way back
  const say = (said = typed) => {
    if (said.trim() !== value) onChange(said.trim() || undefined);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    say();
  };
  return (
    <form className={filter.kind === 'search' ? css.search : undefined} onSubmit={submit}>
      {filter.kind === 'search' ? (
        <SearchInput
          label={filter.label}
          clear={common.clear}
          value={typed}
          onChange={setTyped}
          onSubmit={say}
          onClear={() => say('')}
          onBlur={() => say()}
          maxLength={200}
        />
      ) : (
        <TextInput
          label={filter.label}
          type={filter.kind}
          value={typed}
          onChange={(said) => {
            setTyped(said);
            if (filter.kind === 'date') say(said);
          }}
          onBlur={() => say()}
          maxLength={200}
        />
      )}
    </form>
  );
}
