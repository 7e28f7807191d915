import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import type { Model, VideoRequest } from 'rushes';
import { useAccount } from '@/features/account/account';
import { useChange } from '@/platform/change';
import { keys } from '@/platform/queries';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { TextInput } from '@/ui/field';
import { Select } from '@/ui/select';
import { Price } from './price';
import { useSettled } from './settled';
import type { Clip } from './states';
import css from './video.module.css';

interface FurtherProps {
  clip: Clip;
  /** Only the one that made it knows it. */
  model: Model;
  task: 'extend' | 'edit';
  onClose: () => void;
}

/** The model itself goes on with a video, or changes it by words. */
export function Further({ clip, model, task, onClose }: FurtherProps) {
  const { videos } = useTexts();
  const texts = videos[task === 'extend' ? 'extend' : 'change'];
  const rushes = useRushes();
  const navigate = useNavigate();
  const account = useAccount();
  const [prompt, setPrompt] = useState('');
  const lengths = possible(model, clip);
  const [seconds, setSeconds] = useState(lengths.includes(5) ? 5 : (lengths[0] ?? 4));
  const wish: VideoRequest = {
    model: clip.model,
    task,
    source: clip.id,
    prompt: prompt.trim(),
    resolution: clip.resolution,
    aspect_ratio: clip.aspect_ratio,
    audio: clip.audio,
    ...(clip.billing === 'own_key' ? { own_key: true } : {}),
    ...(task === 'extend' ? { seconds } : {}),
  };
  const asked = useSettled(wish);
  const quote = useQuery({
    queryKey: keys.videoQuote(asked),
    queryFn: ({ signal }) => rushes.videos.quote(asked, { signal }),
    enabled: Boolean(asked.prompt),
    placeholderData: (before) => before,
  });
  const make = useChange<void, Clip>({
    ask: async () => rushes.videos.create({ ...wish, queue: true }),
    done: ({ id }) => {
      onClose();
      void navigate({ to: '/studio/videos/$videoId', params: { videoId: id } });
    },
    stale: [keys.account, ['videos', 'list']],
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (wish.prompt && !make.isPending) make.mutate();
  };
  return (
    <Dialog
      title={texts.title}
      isOpen
      onClose={onClose}
      actions={
        <Button look="main" type="submit" form="further" isDisabled={!wish.prompt} isPending={make.isPending}>
          {texts.go}
        </Button>
      }
    >
      <form id="further" className={css.form} onSubmit={send}>
        <p className={css.hint}>{texts.hint(model.name)}</p>
        <TextInput label={texts.prompt} lines={4} value={prompt} onChange={setPrompt} maxLength={2_000} autoFocus isRequired />
        {task === 'extend' ? (
          <Select
            label={videos.extend.by}
            choices={lengths.map((each) => ({ id: String(each), name: videos.seconds(each) }))}
            value={String(seconds)}
            onChange={(chosen) => setSeconds(Number(chosen))}
          />
        ) : null}
        <Price
          credits={wish.prompt ? quote.data?.credits : undefined}
          balance={account.data?.balance}
          error={wish.prompt ? quote.error : null}
          notice={quote.data?.notice}
        />
      </form>
    </Dialog>
  );
}

/** How much longer the model can make it. */
function possible(model: Model, clip: Clip): number[] {
  const rule = model.rules.find(({ when }) => (when as { task?: unknown[] }).task?.includes('extend'));
  const allowed = (rule?.requires as { seconds?: number[] } | undefined)?.seconds ?? model.seconds;
  const whole = clip.video?.seconds ?? clip.seconds;
  return allowed.filter((each) => !model.extend_to || whole + each <= model.extend_to + 0.5);
}
