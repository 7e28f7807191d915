import { put } from './firestore';
import type { Person } from './people';

/** What the uploads of that many pictures would have left. */
export function plants(collection: string, count: number) {
  const began = Date.now();
  return Array.from({ length: count }, (_, number) => {
    const at = new Date(began - number * 1_000).toISOString();
    return {
      ...{ id: `${collection.slice(0, 12)}${number.toString(16).padStart(12, '0')}`, collection_id: collection, status: 'ready' },
      ...{
        content_type: 'image/jpeg',
        bytes: 1,
        width: 1280,
        height: 720,
        created_at: at,
        updated_at: at,
        title: `Picture ${number}`,
      },
      ...{
        colour: `#${((number * 2_654_435) % 0xffffff).toString(16).padStart(6, '0')}`,
        metadata: {},
        error: null,
        reason: null,
      },
      ...{ prompt_count: number % 4, primary_prompt_id: null },
    };
  });
}

export type Planted = ReturnType<typeof plants>[number];

/** Through the emulator, as its owner. */
export async function plant({ uid }: Person, pictures: readonly Planted[]): Promise<void> {
  await put(
    pictures.map((picture) => [`images/${picture.id}`, { ...picture, user_id: uid, due_at: null, deleted_at: null }] as const),
  );
}
