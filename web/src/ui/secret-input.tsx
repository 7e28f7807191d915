import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { TextField as AriaTextField, Input, type TextFieldProps } from 'react-aria-components';
import { useTexts } from '@/texts';
import { IconButton } from './button';
import { Around, type Bare, Below, type Described, refused } from './field';
import css from './field.module.css';

/** A password or a key: covered, until who types it wants to see it. */
export function SecretInput({ label, hiddenLabel, hint, error, ...rest }: Bare<Omit<TextFieldProps, 'type'>> & Described) {
  const { common } = useTexts();
  const [seen, setSeen] = useState(false);
  return (
    <AriaTextField {...rest} type={seen ? 'text' : 'password'} {...refused(error)} className={css.field}>
      <Around label={label} hiddenLabel={hiddenLabel} />
      <span className={css.secret}>
        <Input className={css.input} autoCapitalize="none" autoCorrect="off" spellCheck="false" dir="ltr" />
        <IconButton
          small
          label={seen ? common.hide(label) : common.show(label)}
          icon={seen ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
          onPress={() => setSeen(!seen)}
        />
      </span>
      <Below hint={hint} error={error} />
    </AriaTextField>
  );
}
