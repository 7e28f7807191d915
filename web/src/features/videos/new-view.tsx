import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ArrowLeft, RotateCcw, Table } from 'lucide-react';
import { useState } from 'react';
import type { ModelList, Prompt, Video } from 'rushes';
import { keys } from '@/platform/queries';
import { useRushes } from '@/platform/service';
import { usePerson } from '@/session/session';
import { useTexts } from '@/texts';
import { Button, ButtonLink } from '@/ui/button';
import { ErrorNote } from '@/ui/error-note';
import { Skeleton } from '@/ui/notes';
import { Room } from '@/ui/room';
import { type Draft, empty, forget, fromPrompt, fromVideo, kept, withModel } from './making/draft';
import { MakingForm } from './making/form';
import css from './making/making.module.css';
import { isOffered, useModels } from './making/models';

interface Search {
  prompt?: string;
  picture?: string;
  like?: string;
}

const NAMES = ['prompt', 'picture', 'like'] as const;

/** A video from a prompt, from a picture, like another one, or from nothing but words. */
export function NewVideoView() {
  const { making } = useTexts();
  const search = useSearch({ strict: false }) as Search;
  const uid = usePerson()?.uid ?? '';
  const navigate = useNavigate();
  const [round, setRound] = useState(0);
  const begun = NAMES.flatMap((name) => (search[name] ? [`${name}=${search[name]}`] : [])).join('&');
  const startOver = () => {
    forget(uid);
    setRound(round + 1);
    void navigate({ to: '/studio/videos/new', search: {}, replace: true });
  };
  return (
    <Room
      title={making.title}
      above={
        <ButtonLink look="quiet" small icon={<ArrowLeft aria-hidden />} href="/studio/videos">
          <span className={css.wideOnly}>{making.back}</span>
        </ButtonLink>
      }
      actions={
        <>
          <Button small look="quiet" icon={<RotateCcw aria-hidden />} onPress={startOver}>
            {making.startOver}
          </Button>
          <ButtonLink small icon={<Table aria-hidden />} href="/studio/videos/batch">
            {making.batch}
          </ButtonLink>
        </>
      }
    >
      <Begun key={`${round} ${begun}`} begun={begun} search={search} uid={uid} />
    </Room>
  );
}

/** What it begins with: what was in the form already, else what the address names. */
function Begun({ begun, search, uid }: { begun: string; search: Search; uid: string }) {
  const rushes = useRushes();
  const [old] = useState(() => {
    const found = kept(uid);
    return found && (begun === '' || found.begun === begun) ? found : null;
  });
  const [promptId, likeId] = old ? [] : [search.prompt, search.like];
  const models = useModels();
  const prompt = useQuery({
    queryKey: keys.prompt(promptId ?? ''),
    queryFn: ({ signal }) => rushes.prompts.get(promptId ?? '', { signal }),
    enabled: Boolean(promptId),
  });
  const like = useQuery({
    queryKey: keys.video(likeId ?? ''),
    queryFn: ({ signal }) => rushes.videos.get(likeId ?? '', { signal }),
    enabled: Boolean(likeId),
  });
  if (models.error) return <ErrorNote error={models.error} onRetry={() => models.refetch()} />;
  if (!models.data || prompt.isLoading || like.isLoading) {
    return (
      <div className={css.form}>
        <div className={css.fields}>
          <Skeleton count={4} />
          <Skeleton shape="card" count={6} />
        </div>
      </div>
    );
  }
  const first = () => old ?? beginning(begun, search, models.data, prompt.data, like.data);
  return (
    <>
      {prompt.error ? <ErrorNote error={prompt.error} /> : null}
      {like.error ? <ErrorNote error={like.error} /> : null}
      <MakingForm uid={uid} models={models.data} first={first} />
    </>
  );
}

function beginning(begun: string, { picture }: Search, list: ModelList, prompt?: Prompt, like?: Video): Draft {
  const draft = like ? fromVideo(begun, like) : prompt ? fromPrompt(begun, prompt) : empty(begun);
  const wished = draft.model ?? list.default;
  const model = list.models.find(({ id }) => id === wished);
  const pictured = picture ? { ...draft, first_frame: picture } : draft;
  // one that is gone stays chosen, so that it is said what took its place
  return model && isOffered(model) ? withModel(pictured, model) : { ...pictured, model: wished };
}
