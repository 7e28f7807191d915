import { type FormEvent, useId, useState } from 'react';
import { put, take } from '@/features/videos/making/tab';
import { Store, useStore } from '@/platform/store';
import { usePerson } from '@/session/session';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { TextInput } from '@/ui/field';
import css from './operators.module.css';

interface Purpose {
  uid: string;
  words: string;
}

const TAB = 'purpose';
export const SHORTEST = 3;
export const LONGEST = 500;

/** Why somebody is in operators' rooms: each look says it to the audit log. Of this tab, and of who said it. */
const purpose = new Store<Purpose | null>(take<Purpose>(TAB));

export function setPurpose(said: Purpose): void {
  put(TAB, said);
  purpose.set(said);
}

/** What was said; empty until something was. */
export function usePurpose(): string {
  const said = useStore(purpose);
  const person = usePerson();
  return said && said.uid === person?.uid ? said.words : '';
}

/** Asked once before anything is shown, and whenever something else is looked into. */
export function PurposeForm({ onSaid }: { onSaid?: () => void }) {
  const texts = useTexts().operators.purpose;
  const person = usePerson();
  const before = usePurpose();
  const [words, setWords] = useState(before);
  const hints = useId();
  const say = (said: string) => {
    if (said.trim().length < SHORTEST) return;
    setPurpose({ uid: person?.uid ?? '', words: said.trim() });
    onSaid?.();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    say(words);
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <TextInput label={texts.label} hint={texts.hint} value={words} onChange={setWords} maxLength={LONGEST} autoFocus />
      <div>
        <p id={hints} className={css.small}>
          {texts.often}
        </p>
        <ul className={css.row} aria-labelledby={hints}>
          {texts.examples.map((each) => (
            <li key={each}>
              <Button small onPress={() => say(each)}>
                {each}
              </Button>
            </li>
          ))}
        </ul>
      </div>
      <Button type="submit" look="main" isDisabled={words.trim().length < SHORTEST}>
        {before ? texts.change : texts.enter}
      </Button>
    </form>
  );
}
