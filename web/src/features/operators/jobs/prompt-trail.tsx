import { CircleStop, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { nameOf } from '@/features/videos/states';
import { useShortcut } from '@/platform/shortcuts';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button } from '@/ui/button';
import { ActDialog } from '../act-dialog';
import { useOne } from '../asking';
import { Detail, Facts, Id, Part, Parts, Raw, When } from '../detail';
import css from '../operators.module.css';
import { EndBadge } from './end-badge';
import { Whose } from './jobs-view';
import { Letters, Retry, Why } from './trail-parts';

/** One prompt: what was asked for, what came of it. */
export function PromptTrailView({ id }: { id: string }) {
  const { operators, prompts } = useTexts();
  const texts = operators.job;
  const { number } = useFormats();
  const one = useOne(['prompt', id], (rushes, reason, signal) =>
    rushes.request('GET /admin/prompts/{prompt_id}', { path: { prompt_id: id }, query: { reason }, signal }),
  );
  const [doing, setDoing] = useState<'retry' | 'fail' | null>(null);
  const prompt = one.data?.prompt;
  const canRetry = Boolean(prompt?.error) && prompt?.status !== 'pending';
  const close = () => setDoing(null);
  useShortcut('o', texts.retry, () => setDoing('retry'), canRetry);
  return (
    <>
      <Detail
        room="jobs"
        roomName={operators.rooms.jobs}
        title={prompt ? nameOf({ name: null, prompt: prompt.prompt_text }) || id : id}
        one={one}
        actions={
          prompt?.status === 'pending' ? (
            <Button look="danger" icon={<CircleStop aria-hidden />} onPress={() => setDoing('fail')}>
              {texts.fail}
            </Button>
          ) : canRetry ? (
            <Button look="main" icon={<RotateCcw aria-hidden />} onPress={() => setDoing('retry')}>
              {texts.retry}
            </Button>
          ) : null
        }
      >
        {({ prompt: known, dead_letters: letters }) => (
          <Parts>
            {known.error ? <Why error={known.error} outcome={null} /> : null}
            <Part title={texts.promptRecord}>
              <div className={css.row}>
                <EndBadge state={known.status} name={prompts.state[known.status]} />
              </div>
              <Facts
                facts={[
                  [operators.person.id, <Id key="id">{known.id}</Id>],
                  [operators.jobs.whose, <Whose key="user" id={known.user_id} />],
                  [operators.jobs.writer, known.model_name],
                  [operators.jobs.asked, <When key="at" at={known.created_at} />],
                  [texts.deadline, known.deadline_at ? <When key="dead" at={known.deadline_at} /> : null],
                  [texts.attempt, number(known.attempt)],
                  [texts.ownKey, known.own_key ? texts.yes : null],
                ]}
              />
            </Part>
            <Part title={texts.prompt}>
              <p dir="auto" className={css.said}>
                {known.prompt_text || operators.list.nothing}
              </p>
              {known.user_instruction ? (
                <p dir="auto" className={css.small}>
                  {known.user_instruction}
                </p>
              ) : null}
            </Part>
            <Letters letters={letters} />
            <Part title={texts.ops} wide>
              <details>
                <summary>{texts.opsHint}</summary>
                <Raw label={texts.ops} value={known} />
              </details>
            </Part>
          </Parts>
        )}
      </Detail>
      {doing === 'retry' ? <Retry kind="prompt" id={id} onClose={close} /> : null}
      {doing === 'fail' ? (
        <ActDialog
          title={texts.failTitle}
          text={<p>{texts.failPromptText}</p>}
          action={texts.fail}
          dangerous
          onClose={close}
          run={(rushes, reason) =>
            rushes.request('POST /admin/prompts/{prompt_id}/fail', { path: { prompt_id: id }, body: { reason } })
          }
          said={({ changed }) => (changed ? texts.failed : texts.failedBefore)}
        />
      ) : null}
    </>
  );
}
