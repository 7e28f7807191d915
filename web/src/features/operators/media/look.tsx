import { useQuery } from '@tanstack/react-query';
import type { MediaKind } from 'rushes';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import { ErrorNote } from '@/ui/error-note';
import { Badge, Skeleton } from '@/ui/notes';
import { Player } from '@/ui/player';
import { When } from '../detail';
import css from '../operators.module.css';
import { usePurpose } from '../purpose';
import { PATHS } from './take-down';

interface LookProps {
  kind: MediaKind;
  id: string;
  /** What it shows, for those who do not see it. */
  label: string;
  width?: number | null | undefined;
  height?: number | null | undefined;
}

const GOOD_MS = 240_000; // its addresses are good for five minutes

/** Addresses of the file, and whether it is taken down; who looked and why is written down. */
export function useLook(kind: MediaKind, id: string) {
  const rushes = useRushes();
  const reason = usePurpose();
  return useQuery({
    queryKey: ['operators-look', kind, id], // not with what an act has asked anew: files that move cannot be looked at
    queryFn: () =>
      rushes.request('POST /admin/{kinds}/{media_id}/look', { path: { kinds: PATHS[kind], media_id: id }, body: { reason } }),
    staleTime: GOOD_MS,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

/** The file itself, also of what lies in the trash or is taken down. */
export function Look({ kind, id, label, width, height }: LookProps) {
  const { operators } = useTexts();
  const look = useLook(kind, id);
  if (look.error && !look.data) return <ErrorNote error={look.error} onRetry={() => look.refetch()} />;
  if (!look.data) return <Skeleton shape="picture" />;
  const { file, still, taken_down_at: takenDown } = look.data;
  return (
    <div className={css.look}>
      {takenDown ? (
        <p>
          <Badge kind="bad">{operators.media.isTakenDown}</Badge> <When at={takenDown} />
        </p>
      ) : null}
      {kind === 'image' ? (
        <img src={file} alt={label} crossOrigin="anonymous" className={css.picture} />
      ) : (
        <Player
          label={label}
          src={file}
          poster={still}
          width={width ?? 16}
          height={height ?? 9}
          hasKeys={false}
          onRenew={async () => (await look.refetch()).data?.file}
        />
      )}
    </div>
  );
}
