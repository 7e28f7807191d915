import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { priceOf } from './price';
import type { Clip } from './states';
import css from './video.module.css';

/** What it is: of the wish, and of the file once there is one. */
export function Facts({ clip, model }: { clip: Clip; model: string }) {
  const { videos, common } = useTexts();
  const { bytes, span, number, moment } = useFormats();
  const { facts } = videos;
  const { video: file } = clip;
  const rows: (readonly [string, string] | null)[] = [
    [facts.model, model],
    [facts.length, span(file?.seconds ?? clip.seconds)],
    [facts.format, file ? `${clip.aspect_ratio} · ${file.width} × ${file.height}` : `${clip.aspect_ratio} · ${clip.resolution}`],
    file ? [facts.size, bytes(file.bytes)] : null,
    file ? [facts.codec, [file.video_codec, file.audio_codec ?? facts.silent].join(' · ')] : null,
    file?.fps ? [facts.rate, facts.fps(number(file.fps))] : null,
    file ? null : [facts.sound, clip.audio ? facts.withSound : facts.silent],
    clip.seed === null ? null : [facts.seed, String(clip.seed)],
    [facts.paid, priceOf(clip, videos, common)],
    clip.billing === 'own_key' ? [facts.billing, facts.ownKey] : null,
    [facts.asked, moment(clip.created_at)],
    clip.start_at ? [facts.starts, moment(clip.start_at)] : null,
    clip.ended_at ? [facts.ended, moment(clip.ended_at)] : null,
  ];
  return (
    <section className={css.box}>
      <h2>{facts.title}</h2>
      <dl className={css.facts}>
        {rows.map((row) =>
          row ? (
            <div key={row[0]}>
              <dt>{row[0]}</dt>
              <dd>
                <bdi>{row[1]}</bdi>
              </dd>
            </div>
          ) : null,
        )}
      </dl>
    </section>
  );
}
