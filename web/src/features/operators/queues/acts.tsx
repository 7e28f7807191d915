import type { QueueRecord } from 'rushes';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { ActDialog } from '../act-dialog';
import { Facts, When } from '../detail';

export type QueueAct = 'pause' | 'resume' | 'drain';

interface QueueActsProps {
  kind: QueueAct;
  queue: QueueRecord;
  onClose: () => void;
}

/** One of three, each after a look at what lies in the queue now. */
export function QueueActs({ kind, queue: { queue }, onClose }: QueueActsProps) {
  const texts = useTexts().running.queues;
  const preview = {
    about: [queue],
    ask: async (rushes: Parameters<Parameters<typeof ActDialog>[0]['run']>[0], reason: string) => {
      const { queues } = await rushes.request('GET /admin/queues', { query: { reason } });
      return queues.find((each) => each.queue === queue) ?? null;
    },
    show: (found: QueueRecord | null) => (found ? <Content queue={found} /> : <p>{texts.gone}</p>),
    isEmpty: (found: QueueRecord | null) => found === null,
  };
  if (kind === 'drain') {
    return (
      <ActDialog
        title={texts.drainOf(queue)}
        text={<p>{queue.startsWith('compile') ? texts.drainFilms : texts.drainModel}</p>}
        action={texts.drain}
        dangerous
        onClose={onClose}
        preview={preview}
        run={(rushes, reason) => rushes.request('POST /admin/queues/{queue}/drain', { path: { queue }, body: { reason } })}
        said={({ closed }) => texts.drained(closed.join(', '))}
      />
    );
  }
  const pauses = kind === 'pause';
  return (
    <ActDialog
      title={pauses ? texts.pauseOf(queue) : texts.resumeOf(queue)}
      text={<p>{pauses ? texts.pauseText : texts.resumeText}</p>}
      action={pauses ? texts.pause : texts.resume}
      dangerous={pauses}
      onClose={onClose}
      preview={preview}
      run={(rushes, reason) =>
        rushes.request(pauses ? 'POST /admin/queues/{queue}/pause' : 'POST /admin/queues/{queue}/resume', {
          path: { queue },
          body: { reason },
        })
      }
      said={() => (pauses ? texts.paused(queue) : texts.resumed(queue))}
    />
  );
}

function Content({ queue }: { queue: QueueRecord }) {
  const texts = useTexts().running.queues;
  const { number } = useFormats();
  return (
    <Facts
      facts={[
        [texts.state, texts.states[queue.state]],
        [texts.due, `${number(queue.due)}${queue.more ? '+' : ''}`],
        [texts.later, number(queue.later)],
        [texts.tried, number(queue.tried)],
        [texts.oldestDue, queue.oldest_due_at ? <When key="oldest" at={queue.oldest_due_at} /> : null],
      ]}
    />
  );
}
