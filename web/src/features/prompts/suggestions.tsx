import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import { ToggleButton } from 'react-aria-components';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import { ErrorNote } from '@/ui/error-note';
import { Skeleton } from '@/ui/notes';
import css from './prompts.module.css';
import { type Group, useStyles } from './queries';
import type { Settings } from './settings';

/** What suits the picture and why; the best of each is chosen as soon as it is known. */
export function Suggestions({
  imageId,
  value,
  onChange,
}: {
  imageId: string;
  value: Settings;
  onChange: (chosen: Settings) => void;
}) {
  const { prompts: texts } = useTexts();
  const rushes = useRushes();
  const styles = useStyles();
  const asked = useQuery({
    queryKey: ['prompts', 'suggestions', imageId],
    queryFn: ({ signal }) => rushes.prompts.suggestions(imageId, { signal }),
  });
  const told = asked.data;
  const groups = told
    ? ([
        ['camera_style', texts.form.camera, told.camera_styles],
        ['lighting', texts.form.light, told.lighting],
        ['mood', texts.form.mood, told.moods],
      ] as const)
    : [];
  const takeBest = useEffectEvent(() => {
    const best = groups.flatMap(([group, , found]) => (found[0] ? [[group, found[0].name]] : []));
    if (best.length) onChange({ ...value, ...Object.fromEntries(best) });
  });
  useEffect(() => {
    if (told) takeBest();
  }, [told]);
  const take = (group: Group, name: string) => onChange({ ...value, [group]: name });
  if (asked.error) return <ErrorNote error={asked.error} onRetry={() => asked.refetch()} />;
  if (!told) return <Skeleton count={3} />;
  const any = groups.some(([, , found]) => found.length);
  return (
    <section className={css.suggested} aria-label={texts.suggest.title}>
      <p>{any ? texts.suggest.taken : texts.suggest.none}</p>
      <ul>
        {groups.flatMap(([group, label, found]) =>
          found.map(({ name, reason }) => (
            <li key={`${group} ${name}`}>
              <ToggleButton
                className={css.toggle ?? ''}
                isSelected={value[group as keyof Settings] === name}
                onChange={() => take(group, name)}
              >
                {label}: {styles.name(group, name)}
              </ToggleButton>
              <span className={css.quiet} dir="auto">
                {reason}
              </span>
            </li>
          )),
        )}
      </ul>
    </section>
  );
}
