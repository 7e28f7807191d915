import { Label, Slider, SliderThumb, SliderTrack } from 'react-aria-components';
import { NumberInput } from '@/ui/number-input';
import css from './editor.module.css';

/** How loud, beside how it is. */
export function Level({ label, value, onChange }: { label: string; value: number; onChange: (value: number) => void }) {
  return (
    <Slider
      className={css.level ?? ''}
      minValue={0}
      maxValue={2}
      step={0.05}
      value={value}
      onChange={onChange}
      formatOptions={{ style: 'percent' }}
    >
      <div className={css.head}>
        <Label>{label}</Label>
        <span className={css.length}>{`${Math.round(value * 100)} %`}</span>
      </div>
      <SliderTrack className={css.line ?? ''}>
        {({ state }) => (
          <>
            <span className={css.done} style={{ width: `${state.getThumbPercent(0) * 100}%` }} />
            <SliderThumb className={css.thumb ?? ''} />
          </>
        )}
      </SliderTrack>
    </Slider>
  );
}

interface SecondsProps {
  label: string;
  value: number;
  onChange: (value: number) => void;
  least?: number;
  most: number;
}

export function Seconds({ label, value, onChange, least = 0, most }: SecondsProps) {
  return (
    <NumberInput
      label={label}
      value={value}
      onChange={(now) => Number.isFinite(now) && onChange(now)}
      minValue={least}
      maxValue={most}
      step={0.1}
      formatOptions={{ style: 'unit', unit: 'second', unitDisplay: 'short', maximumFractionDigits: 1 }}
    />
  );
}
