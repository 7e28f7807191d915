import { X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Button as AriaButton, Label, Tag, TagGroup, TagList } from 'react-aria-components';
import { Button } from './button';
import { TextInput } from './field';
import css from './tags.module.css';

interface TagsProps {
  label: string;
  tags: readonly string[];
  onChange: (tags: string[]) => void;
  /** What stands there while there is none. */
  none: string;
  add: string;
  field: string;
  most?: number;
}

/** Words of one's own on a thing; Delete takes the one away that has focus. */
export function Tags({ label, tags, onChange, none, add, field, most = 20 }: TagsProps) {
  const [text, setText] = useState('');
  const put = (event: FormEvent) => {
    event.preventDefault();
    const word = text.trim();
    setText('');
    if (word && !tags.some((tag) => tag.localeCompare(word, undefined, { sensitivity: 'base' }) === 0)) onChange([...tags, word]);
  };
  return (
    <div className={css.tags}>
      <TagGroup className={css.group ?? ''} onRemove={(gone) => onChange(tags.filter((tag) => !gone.has(tag)))}>
        <Label className={css.label}>{label}</Label>
        <TagList
          className={css.list ?? ''}
          items={tags.map((id) => ({ id }))}
          renderEmptyState={() => <span className={css.none}>{none}</span>}
        >
          {({ id }) => (
            <Tag id={id} textValue={id} className={css.tag ?? ''}>
              <bdi>{id}</bdi>
              <AriaButton slot="remove" className={css.remove ?? ''}>
                <X aria-hidden size={14} />
              </AriaButton>
            </Tag>
          )}
        </TagList>
      </TagGroup>
      {tags.length < most ? (
        <form className={css.form} onSubmit={put}>
          <TextInput label={field} hiddenLabel placeholder={field} value={text} onChange={setText} maxLength={40} />
          <Button type="submit" isDisabled={!text.trim()}>
            {add}
          </Button>
        </form>
      ) : null}
    </div>
  );
}
