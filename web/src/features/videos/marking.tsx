import { useEffect, useState } from 'react';
import { useTexts } from '@/texts';
import { TextInput } from '@/ui/field';
import { Tags } from '@/ui/tags';
import { useMark } from './queries';
import type { Clip } from './states';
import css from './video.module.css';

/** What its owner calls it: written in place, kept when the field is left. */
export function Marking({ clip }: { clip: Clip }) {
  const { videos } = useTexts();
  const mark = useMark();
  const [name, setName] = useState(clip.name ?? '');
  useEffect(() => setName(clip.name ?? ''), [clip.name]);
  const keep = () => {
    const said = name.trim() || null;
    if (said !== clip.name) mark.mutate({ id: clip.id, name: said });
  };
  return (
    <section className={css.box} aria-label={videos.marks}>
      <TextInput
        label={videos.name}
        placeholder={videos.nameless}
        value={name}
        onChange={setName}
        maxLength={120}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key === 'Enter') keep();
          else if (event.key === 'Escape') setName(clip.name ?? '');
          else event.continuePropagation();
        }}
      />
      <Tags
        label={videos.tags.label}
        tags={clip.tags}
        none={videos.tags.none}
        add={videos.tags.add}
        field={videos.tags.field}
        onChange={(tags) => mark.mutate({ id: clip.id, tags })}
      />
    </section>
  );
}
