import { useChange } from '@/platform/change';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import { Said, tell } from '@/ui/toasts';
import { type Clip, fileNameOf } from './states';

/** Saved as a file by the name that it has here. */
export function useDownload(clip: Clip) {
  const rushes = useRushes();
  const { videos } = useTexts();
  return useChange<'mp4' | 'gif', string>({
    ask: async (kind) => {
      const links = await rushes.videos.links(clip.id);
      const from = kind === 'gif' ? links.gif : links.download;
      if (!from) throw new Said(videos.gif.none);
      const response = await fetch(from);
      if (!response.ok) throw new Said(videos.downloadFailed);
      const name = fileNameOf(clip, kind);
      saved(await response.blob(), name);
      return name;
    },
    done: (name) => tell('good', videos.downloaded(name)),
  });
}

const KEPT_MS = 60_000;

function saved(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
