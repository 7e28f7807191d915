import type { Rushes } from 'rushes';
import { useChange } from '@/platform/change';
import { saveFile } from '@/platform/save-file';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import { Said, tell } from '@/ui/toasts';
import { keys } from './queries';

const MOST_BYTES = 1024 * 1024;

/** Brings in a file that was exported here or by the app before; tells what of it was not taken along. */
export function useImport(then: (ids: string[]) => void) {
  const rushes = useRushes();
  const { storyboards: texts } = useTexts();
  return useChange<File, Awaited<ReturnType<Rushes['storyboards']['import']>>>({
    ask: async (file) => {
      if (file.size > MOST_BYTES) throw new Said(texts.importTooLarge);
      const text = await file.text();
      // whatever is wrong with it is told by the service, by its place
      return rushes.request('POST /storyboards/import', { body: text as never, contentType: 'application/json' });
    },
    done: ({ storyboards, notes }) => {
      tell('good', texts.imported(storyboards.length));
      if (notes.length) {
        const said = notes.slice(0, 5).map(({ path, problem }) => `${path}: ${problem}`);
        tell('told', `${texts.importNotes}: ${said.join('; ')}${notes.length > said.length ? ' …' : ''}`);
      }
      then(storyboards.map(({ id }) => id));
    },
    stale: [keys.list],
  });
}

export function useExport() {
  const rushes = useRushes();
  const { storyboards: texts } = useTexts();
  return useChange<{ id: string; name: string }, string>({
    ask: async ({ id, name }) => {
      const told = await rushes.storyboards.exported(id);
      const plain = name
        .normalize('NFC')
        .replace(/[^\p{L}\p{N}]+/gu, '-')
        .replace(/^-+|-+$/g, '')
        .toLowerCase();
      const file = `${plain || 'storyboard'}.json`;
      saveFile(new Blob([JSON.stringify(told, null, 2)], { type: 'application/json' }), file);
      return file;
    },
    done: (name) => tell('good', texts.exported(name)),
  });
}
