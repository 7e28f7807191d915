import { CircleSlash, Star } from 'lucide-react';
import { Label, Radio, RadioGroup } from 'react-aria-components';
import { useTexts } from '@/texts';
import css from './stars.module.css';

const STARS = [1, 2, 3, 4, 5, 0];

/** A rating of 1 to 5, by arrows or by touch; 0 takes it away. */
export function Stars({
  label,
  value,
  onChange,
  shown,
}: {
  label: string;
  value: number | null;
  onChange: (rating: number) => void;
  /** Whether the label is there for everybody. */
  shown?: boolean;
}) {
  const { prompts } = useTexts();
  return (
    <RadioGroup
      className={css.group}
      orientation="horizontal"
      value={String(value ?? 0)}
      onChange={(chosen) => onChange(Number(chosen))}
    >
      <Label className={shown ? css.shown : css.label}>{label}</Label>
      {STARS.filter((star) => star || value).map((star) => (
        <Radio
          key={star}
          value={String(star)}
          aria-label={star ? prompts.variant.stars(star) : prompts.variant.noRating}
          className={`${css.star} ${star && star <= (value ?? 0) ? css.lit : ''}`}
        >
          {star ? <Star aria-hidden /> : <CircleSlash aria-hidden />}
        </Radio>
      ))}
    </RadioGroup>
  );
}
