import { useQuery } from '@tanstack/react-query';
import { difference } from '@/features/prompts/diff';
import { useVideo } from '@/features/videos/queries';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Skeleton } from '@/ui/notes';
import css from './board.module.css';
import type { Scene } from './content';
import { keys, useShown } from './queries';
import type { BoardSession } from './session';

/** Of a scene that was changed after its video: what that was shot from, beside what stands there now. */
export function WhatChanged({ session, scene, videoId }: { session: BoardSession; scene: Scene; videoId: string }) {
  const { storyboards } = useTexts();
  const texts = storyboards.video;
  const { span } = useFormats();
  const rushes = useRushes();
  const { board } = useShown(session);
  const video = useVideo(videoId);
  const prompt = useQuery({
    queryKey: keys.prompt(board.id, scene.id, board.version),
    queryFn: ({ signal }) => rushes.storyboards.scenePrompt(board.id, scene.id, { signal }),
    placeholderData: (before) => (before?.scene_id === scene.id ? before : undefined),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!video.data || !prompt.data) return <Skeleton count={2} />;
  const clip = video.data;
  const facts: [string, string, string][] = [
    [texts.facts.seconds, span(clip.seconds), span(scene.duration)],
    [texts.facts.model, clip.model, board.model],
    [texts.facts.resolution, clip.resolution, board.resolution],
    [texts.facts.aspect_ratio, clip.aspect_ratio, board.aspect_ratio],
    [texts.facts.audio, clip.audio ? texts.on : texts.off, board.audio ? texts.on : texts.off],
  ];
  const otherwise = facts.filter(([, was, is]) => was !== is);
  const words = clip.prompt.trim() !== prompt.data.prompt.trim();
  const frame = !scene.continue_from_previous && clip.first_frame !== scene.first_frame;
  const [before, after] = words ? difference(clip.prompt, prompt.data.prompt) : [[], []];
  const side = (name: string, all: typeof before) => (
    <div>
      <p className={css.hint}>{name}</p>
      <p className={css.composed} dir="auto">
        {all.map(({ text, own }, at) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: a word is nothing but its place
          own ? <mark key={at}>{`${text} `}</mark> : <span key={at}>{`${text} `}</span>,
        )}
      </p>
    </div>
  );
  return (
    <details className={css.changed}>
      <summary>{texts.why}</summary>
      <ul className={css.hint}>
        {otherwise.map(([name, was, is]) => (
          <li key={name}>
            {name}: {was} → {is}
          </li>
        ))}
        {frame ? <li>{texts.first_frame}</li> : null}
        {!otherwise.length && !frame && !words ? <li>{texts.other}</li> : null}
      </ul>
      {words ? (
        <div className={css.sides}>
          {side(`${texts.text}, ${texts.was}`, before)}
          {side(`${texts.text}, ${texts.is}`, after)}
        </div>
      ) : null}
    </details>
  );
}
