import { useChange } from '@/platform/change';
import { saveFile } from '@/platform/save-file';
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
      saveFile(await response.blob(), name);
      return name;
    },
    done: (name) => tell('good', videos.downloaded(name)),
  });
}
