import type { ReactNode } from 'react';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import type { Content, Scene } from './content';
import { lineOf } from './facts';

/** What a field is called, and what stands in it, in words. */
export function useWords(...contents: readonly Content[]) {
  const { storyboards: texts } = useTexts();
  const { span } = useFormats();
  const known = new Map<string, { scene: Scene; at: number }>();
  for (const { scenes } of [...contents].reverse()) {
    for (const [at, scene] of scenes.entries()) known.set(scene.id, { scene, at });
  }
  const names: Record<string, unknown> = {
    ...{ ...texts.character, ...texts.scene },
    ...{ name: texts.board.name, preset: texts.board.preset, language: texts.board.language, model: texts.board.model },
    ...{ aspect_ratio: texts.board.aspect, resolution: texts.board.resolution, audio: texts.board.audio },
    ...{ negative_prompt: texts.board.negative, character: texts.character.title, order: texts.conflict.order },
    ...{ with_character: texts.scene.withCharacter },
  };
  return {
    field: (field: string): string => (typeof names[field] === 'string' ? (names[field] as string) : field),
    scene: (id: string | null): string => {
      if (id === null) return texts.conflict.all;
      const found = known.get(id);
      const line = found ? lineOf(found.scene) : '';
      return `${texts.list.scene((found?.at ?? 0) + 1)}${line ? `: ${line.slice(0, 60)}` : ''}`;
    },
    value: (value: unknown, field: string): ReactNode => {
      if (value === null || value === undefined || value === '') return <em>{texts.conflict.empty}</em>;
      if (typeof value === 'boolean') return value ? texts.history.yes : texts.history.no;
      if (field === 'duration' || field === 'crossfade_seconds') return span(Number(value));
      if (field === 'transition') return texts.scene.transitions[value as 'cut'];
      if (field === 'order') return (value as string[]).map((id) => (known.get(id)?.at ?? 0) + 1).join(' · ');
      if (Array.isArray(value)) return String(value.length);
      if (typeof value === 'object') return lineOf(value as Scene) || String((value as { name?: string }).name ?? '');
      return <bdi>{String(value)}</bdi>;
    },
  };
}
