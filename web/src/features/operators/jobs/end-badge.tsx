import { Badge } from '@/ui/notes';

/** How it stands: ended well, ended badly, or on its way. */
export function EndBadge({ state, name }: { state: string; name: string }) {
  const kind = state === 'completed' ? 'good' : state === 'failed' || state === 'cancelled' ? 'bad' : 'told';
  return <Badge kind={kind}>{name}</Badge>;
}
