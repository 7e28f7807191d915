import { Label, Slider, SliderThumb, SliderTrack } from 'react-aria-components';
import { useStore } from '@/platform/store';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import type { PlayerHandle } from '@/ui/player';
import css from './editor.module.css';

interface TrimProps {
  /** What stays. */
  start: number;
  end: number;
  length: number;
  frame: number;
  player: { current: PlayerHandle | null };
  onChange: (start: number, end: number) => void;
}

/** What stays of it, by two handles; the player shows the frame that is under the one that is moved. */
export function Trim({ start: from, end: to, length, frame, player, onChange }: TrimProps) {
  const { videos } = useTexts();
  const { clock } = useFormats();
  const texts = videos.editor;
  const moved = (values: number[]) => {
    const [start = 0, end = length] = values;
    const starts = Math.abs(start - from) >= Math.abs(end - to); // the other one may be rounded to a frame
    player.current?.pause();
    player.current?.seek(starts ? start : end - frame);
    if (starts) onChange(Math.min(start, to - frame), to);
    else onChange(from, Math.max(end, from + frame));
  };
  return (
    <Slider
      className={css.trim ?? ''}
      minValue={0}
      maxValue={length}
      step={frame}
      value={[from, to]}
      onChange={moved}
      formatOptions={{ style: 'unit', unit: 'second', unitDisplay: 'long', maximumFractionDigits: 2 }}
    >
      <div className={css.head}>
        <Label>{texts.trim}</Label>
        <span className={css.length}>
          {clock(from)} – {clock(to)}
        </span>
      </div>
      <SliderTrack className={css.track ?? ''}>
        {({ state }) => {
          const [left, right] = [state.getThumbPercent(0) * 100, state.getThumbPercent(1) * 100];
          return (
            <>
              <span className={css.kept} style={{ insetInlineStart: `${left}%`, width: `${right - left}%` }} />
              {player.current ? <Playhead time={player.current.time} length={length} /> : null}
              <SliderThumb index={0} aria-label={texts.start} className={css.handle ?? ''} />
              <SliderThumb index={1} aria-label={texts.end} className={css.handle ?? ''} />
            </>
          );
        }}
      </SliderTrack>
    </Slider>
  );
}

function Playhead({ time, length }: { time: PlayerHandle['time']; length: number }) {
  const at = useStore(time);
  return <span className={css.playhead} style={{ insetInlineStart: `${Math.min(100, (at / length) * 100)}%` }} />;
}
