import type { Image, Prompt, StyleCatalog } from 'rushes';
import type { Answers } from './render';

/** A prompt as the service tells it. */
export function prompt(id: string, more: Partial<Prompt> = {}): Prompt {
  return {
    id,
    image_id: 'i1',
    status: 'completed',
    prompt_text: `Text of ${id}.`,
    user_instruction: '',
    language: 'en',
    model_name: 'writer',
    camera_style: 'static_shot',
    film_effects: [],
    lighting: null,
    mood: null,
    config: { camera_style: 'static_shot' },
    variant_order: 0,
    is_primary: false,
    favourite: false,
    rating: null,
    refines: null,
    batch_id: null,
    metadata: {},
    error: null,
    created_at: '2026-11-29T10:00:00Z',
    updated_at: '2026-11-29T10:00:00Z',
    ...more,
  };
}

export function image(id = 'i1', more: Partial<Image> = {}): Image {
  return {
    id,
    collection_id: 'c1',
    status: 'ready',
    content_type: 'image/png',
    bytes: 1,
    title: 'A fox',
    metadata: {},
    width: 160,
    height: 90,
    colour: '#aa5500',
    reason: null,
    error: null,
    prompt_count: 2,
    primary_prompt_id: 'p1',
    likeness_at: null,
    taken_down_at: null,
    created_at: '2026-11-29T10:00:00Z',
    updated_at: '2026-11-29T10:00:00Z',
    ...more,
  };
}

const named = (...names: string[]) =>
  Object.fromEntries(names.map((en) => [en.toLowerCase().replaceAll(' ', '_'), { en, de: en }]));

export const STYLES: StyleCatalog = {
  camera_style: { default: 'static_shot', values: named('Tracking shot', 'Static shot') },
  film_effects: { default: [], values: named('Cinematic', 'Noir') },
  lighting: { default: null, values: named('Golden hour', 'Neon night') },
  mood: { default: null, values: named('Calm', 'Epic') },
} as StyleCatalog;

/** What every view of prompts asks for. */
export const PROMPT_ANSWERS: Answers = {
  'GET /account': { balance: 500, limits: { prompts_per_minute: 20 } },
  'GET /catalog/limits': { prompts_per_image: 10 },
  'GET /catalog/styles': STYLES,
  'GET /prompts/styles': {
    counted: 3,
    camera_styles: [{ name: 'tracking_shot', count: 2 }],
    film_effects: [],
    lighting: [{ name: 'neon_night', count: 1 }],
    moods: [],
  },
  'POST /images/links': {
    links: [{ id: 'i1', thumbnail: 'data:image/png;base64,', picture: null, expires_at: '' }],
    missing: [],
  },
  'GET /images/{image_id}': image(),
  'GET /prompts': { prompts: [prompt('p1'), prompt('p2', { variant_order: 1 })] },
};
