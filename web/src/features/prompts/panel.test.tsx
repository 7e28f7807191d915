import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { image, PROMPT_ANSWERS, prompt } from '@/testing/prompts';
import { refusal, render } from '@/testing/render';
import { Toasts } from '@/ui/toasts';
import { PromptPanel } from './panel';
import { lastChoice } from './settings';

const left = vi.fn();
beforeEach(() => {
  left.mockClear();
  localStorage.clear();
});

function panel(answers = {}, at = '/studio/prompts') {
  const view = (
    <>
      <PromptPanel imageId="i1" onClose={left} />
      <Toasts />
    </>
  );
  return render(view, { at, answers: { ...PROMPT_ANSWERS, ...answers } });
}

const row = (place: number) => screen.findByRole('row', { name: `Variant ${place}` });
const more = async ({ user }: Pick<ReturnType<typeof panel>, 'user'>, place: number, action: RegExp) => {
  await user.click(await screen.findByRole('button', { name: `More for variant ${place}` }));
  await user.click(await screen.findByRole('menuitem', { name: action }));
};

test('the variants stand in their order, with the primary one and why one failed', async () => {
  const error = {
    code: 'PROMPT_BLOCKED',
    message: 'The filter does not write about it.',
    suggestedAction: 'Take another picture.',
    retryable: false,
    details: {},
  };
  const failed = prompt('p2', { status: 'failed', prompt_text: '', error, variant_order: 1 });
  const { service, user } = panel({
    'GET /prompts': {
      prompts: [prompt('p1', { lighting: 'golden_hour', config: { camera_style: 'static_shot', seconds: 8 } }), failed],
    },
    'POST /prompts/{prompt_id}/regenerate': {
      prompt: { ...failed, status: 'pending', error: null, updated_at: '2026-11-29T10:01:00Z' },
    },
  });
  expect(within(await row(1)).getByText('Primary')).toBeTruthy();
  for (const chip of ['English', 'Static shot', 'Golden hour', '8 s']) expect(within(await row(1)).getByText(chip)).toBeTruthy();
  expect(within(await row(2)).getByRole('alert').textContent).toContain(
    'The filter does not write about it.Take another picture.',
  );
  await user.click(within(await row(2)).getByRole('button', { name: 'Try again' }));
  await within(await row(2)).findByText('The model looks at the picture and writes. This takes some seconds.');
  expect(service.of('POST /prompts/{prompt_id}/regenerate')[0]).toMatchObject({ path: ['p2'] });
});

test('what a listener tells stands, and an answer that is older does not replace it', async () => {
  const asked = prompt('p3', { status: 'pending', prompt_text: '', variant_order: 2 });
  let answered = () => {};
  const answer = new Promise<object>((resolve) => {
    answered = () => resolve({ prompt: asked });
  });
  const { live, service, user } = panel({ 'POST /prompts': () => answer });
  await row(2);
  await expect.poll(() => live.open.map(({ name }) => name)).toEqual(['watchPrompts', 'watchImage']);
  await user.click(screen.getByRole('button', { name: 'Write it' }));
  await expect.poll(() => service.of('POST /prompts').length).toBe(1);
  const written = { ...asked, status: 'completed', prompt_text: 'Written.', updated_at: '2026-11-29T10:05:00Z' };
  live.push('watchPrompts', [prompt('p1'), prompt('p2'), written]);
  answered();
  await within(await row(3)).findByText('Written.');
  live.push('watchImage', image('i1', { primary_prompt_id: 'p3' }));
  await within(await row(3)).findByText('Primary');
  expect(screen.queryByText('Is being written')).toBeNull();
});

test('a text is changed in its place; one that changed elsewhere and a refusal are told', async () => {
  const { live, service, user } = panel({ 'PATCH /prompts/{prompt_id}': refusal('INVALID_TEXT', 422) });
  await row(1);
  await expect.poll(() => live.open.length).toBe(2);
  await user.click(within(await row(1)).getByRole('button', { name: 'Edit' }));
  const text = await screen.findByRole('textbox', { name: 'Text of the prompt' });
  await user.clear(text);
  await user.type(text, 'Mine.');
  live.push('watchPrompts', [prompt('p1', { prompt_text: 'Theirs.' }), prompt('p2')]);
  await screen.findByText(/changed elsewhere while you were writing/);
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await within(await row(1)).findByText('Refused: INVALID_TEXT. Do it otherwise.');
  expect(service.of('PATCH /prompts/{prompt_id}')[0]).toMatchObject({ path: ['p1'], body: { prompt_text: 'Mine.' } });
  await user.click(screen.getByRole('button', { name: 'Take the other text' }));
  expect((screen.getByRole('textbox', { name: 'Text of the prompt' }) as HTMLTextAreaElement).value).toBe('Theirs.');
  await user.clear(screen.getByRole('textbox', { name: 'Text of the prompt' }));
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await screen.findByText('A prompt needs a text.');
  await user.keyboard('{Escape}');
  expect(screen.queryByRole('textbox', { name: 'Text of the prompt' })).toBeNull();
  expect(left).not.toHaveBeenCalled();
});

test('what one asks for most is offered first, with how often', async () => {
  const { user } = panel({
    'GET /prompts/styles': {
      counted: 9,
      camera_styles: [{ name: 'tracking_shot', count: 2 }],
      film_effects: [{ name: 'noir', count: 3 }],
      lighting: [
        { name: 'neon_night', count: 4 },
        { name: 'golden_hour', count: 1 },
      ],
      moods: [],
    },
  });
  await user.click(await screen.findByRole('button', { name: 'Settings' }));
  const offered = async (label: RegExp) => {
    await user.click(await screen.findByRole('button', { name: label }));
    const all = (await screen.findAllByRole('option')).map(({ textContent }) => textContent);
    await user.keyboard('{Escape}');
    return all;
  };
  expect(await offered(/Camera/)).toEqual(['Tracking shotasked for 2 times', 'Static shot']);
  expect(await offered(/Light/)).toEqual(['Open', 'Neon nightasked for 4 times', 'Golden hourasked for once']);
  const effects = within(screen.getByRole('toolbar', { name: 'Effects' })).getAllByRole('button');
  expect(effects.map(({ textContent }) => textContent)).toEqual(['Noir', 'Cinematic']);
});

test('three at once: what is refused is told beside what is written', async () => {
  let asked = 0;
  const { user } = panel({
    'POST /prompts': () => {
      asked += 1;
      return asked > 2 ? refusal('TOO_MANY_VARIANTS') : { prompt: prompt(`n${asked}`, { status: 'pending', prompt_text: '' }) };
    },
  });
  await row(2);
  await user.click(screen.getByRole('button', { name: 'Three at once' }));
  await row(4);
  await screen.findByText('2 of 3 are being written.');
  expect(within(screen.getByRole('form', { name: 'A new prompt' })).getByRole('alert').textContent).toContain(
    'Refused: TOO_MANY_VARIANTS.',
  );
});

test('keys do what buttons do: favourite, primary, copy, delete with a question, and its undo', async () => {
  const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue(undefined);
  const { service, user } = panel({
    'PATCH /prompts/{prompt_id}': prompt('p2', { favourite: true, updated_at: '2026-11-29T10:01:00Z' }),
    'POST /prompts/{prompt_id}/primary': prompt('p2'),
    'DELETE /prompts/{prompt_id}': undefined,
    'POST /library/trash/restore': { restored: [], refused: [] },
  });
  const second = await row(2);
  second.focus();
  await user.keyboard('f');
  await waitFor(() =>
    expect(within(second).getByRole('button', { name: 'Favourite' }).getAttribute('aria-pressed')).toBe('true'),
  );
  await user.keyboard('p');
  await within(second).findByText('Primary');
  await user.keyboard('c');
  expect(write).toHaveBeenCalledWith('Text of p2.');
  await user.keyboard('{Delete}');
  await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Delete' }));
  await waitFor(() => expect(screen.queryByRole('row', { name: 'Variant 2' })).toBeNull());
  await user.click(await screen.findByRole('button', { name: 'Undo' }));
  await screen.findByText('Prompt is back');
  expect(service.of('POST /library/trash/restore')[0]).toMatchObject({ body: { items: [{ kind: 'prompt', id: 'p2' }] } });
  await user.keyboard('{Escape}');
  expect(left).toHaveBeenCalledOnce();
});

test('a variant is refined, rated, moved and gets an earlier text back', async () => {
  const { service, user } = panel({
    'POST /prompts/{prompt_id}/refine': {
      prompt: prompt('p3', { status: 'pending', prompt_text: '', refines: 'p1', user_instruction: 'Warmer', variant_order: 2 }),
    },
    'PATCH /prompts/{prompt_id}': prompt('p1', { rating: 4, updated_at: '2026-11-29T10:01:00Z' }),
    'PUT /prompts/order': { prompts: [] },
    'GET /prompts/{prompt_id}/history': {
      versions: [{ version: 1, prompt_text: 'As it was.', replaced_at: '2026-11-29T09:00:00Z' }],
    },
    'POST /prompts/{prompt_id}/restore': prompt('p1', { prompt_text: 'As it was.', updated_at: '2026-11-29T10:02:00Z' }),
  });
  await row(1);
  await more({ user }, 1, /Refine/);
  await user.type(await screen.findByRole('textbox', { name: 'What should change?' }), 'Warmer');
  await user.click(screen.getByRole('button', { name: 'Refine' }));
  await screen.findByText(/refines variant 1/i);
  expect(service.of('POST /prompts/{prompt_id}/refine')[0]).toMatchObject({ body: { instruction: 'Warmer' } });
  await user.click(within(await row(1)).getByRole('radio', { name: '4 stars' }));
  await waitFor(() => expect(service.of('PATCH /prompts/{prompt_id}')[0]).toMatchObject({ body: { rating: 4 } }));
  await more({ user }, 2, /Move up/);
  await waitFor(() => expect(service.of('PUT /prompts/order')[0]).toMatchObject({ body: { prompt_ids: ['p2', 'p1', 'p3'] } }));
  await within(await row(1)).findByText('Text of p2.');
  await more({ user }, 2, /Earlier/);
  await user.click(await screen.findByRole('button', { name: 'Put back' }));
  await within(await row(2)).findByText('As it was.');
});

test('a prompt is asked for as the picture suggests and as was chosen; the choice is remembered', async () => {
  const { service, user } = panel({
    'GET /prompts/suggestions': {
      camera_styles: [{ name: 'tracking_shot', reason: 'The picture is wide.' }],
      lighting: [{ name: 'golden_hour', reason: 'Its colours are warm.' }],
      moods: [],
    },
    'POST /prompts': { prompt: prompt('p3', { status: 'pending', prompt_text: '' }) },
  });
  await row(1);
  await user.click(screen.getByRole('button', { name: 'Settings' }));
  await user.click(screen.getByRole('button', { name: 'Suggest from the picture' }));
  await screen.findByText('Its colours are warm.');
  await user.click(screen.getByText('Noir'));
  await user.click(screen.getByText('4 s'));
  await user.click(screen.getByText('9:16'));
  await user.type(screen.getByRole('textbox', { name: 'Your own wishes' }), 'Jump.');
  await user.click(screen.getByText('Write it'));
  const config = {
    camera_style: 'tracking_shot',
    lighting: 'golden_hour',
    mood: null,
    film_effects: ['noir'],
    seconds: 4,
    aspect_ratio: '9:16',
    instructions: 'Jump.',
    language: 'en',
  };
  await waitFor(() => expect(service.of('POST /prompts')[0]).toMatchObject({ body: { image_id: 'i1', config } }));
  expect(lastChoice('de')).toEqual({ ...config, instructions: '' });
});

test('settings are kept under a name, taken again and forgotten', async () => {
  const kept = { id: 't1', name: 'Dusk', config: { camera_style: 'tracking_shot', mood: 'epic' }, created_at: '' };
  const { user } = panel({
    'GET /prompts/templates': { templates: [kept] },
    'POST /prompts/templates': { ...kept, id: 't2', name: 'Mine' },
    'DELETE /prompts/templates/{template_id}': undefined,
  });
  await row(1);
  await user.click(screen.getByRole('button', { name: 'Settings' }));
  await user.click(screen.getByText('Templates'));
  await user.type(await screen.findByRole('textbox', { name: 'Name of the template' }), 'Mine');
  await user.click(screen.getByText('Keep these settings'));
  await screen.findByText('Settings kept as Mine');
  await user.click(screen.getByRole('button', { name: 'Delete template Dusk' }));
  await screen.findByText('Template Dusk deleted');
  await user.click(await screen.findByRole('button', { name: 'Use Dusk' }));
  await screen.findByText('Settings of Dusk taken');
  expect(lastChoice('en')).toMatchObject({ camera_style: 'tracking_shot', mood: 'epic' });
});

test("a text of one's own is kept as a draft", async () => {
  const { service, user } = panel({ 'POST /prompts/drafts': prompt('p4', { status: 'draft' }) });
  await row(1);
  await user.click(screen.getByText('Own text'));
  await user.type(screen.getByRole('textbox', { name: 'Your text' }), 'By hand.');
  await user.click(screen.getByText('Keep as a draft'));
  await screen.findByText('Your text is kept as a draft');
  expect(service.of('POST /prompts/drafts')[0]).toMatchObject({
    body: { image_id: 'i1', prompt_text: 'By hand.', language: 'en' },
  });
});

test('where there is nothing it says what to do, and an error can be tried again', async () => {
  const { service, user } = panel({ 'GET /prompts': refusal('UNAVAILABLE', 503) });
  await user.click(await screen.findByRole('button', { name: 'Try again' }));
  service.answer('GET /prompts', { prompts: [] });
  await user.click(await screen.findByRole('button', { name: 'Try again' }));
  await screen.findByText('Have one written from the picture below, or write your own.');
});

test('the prompts of a picture are saved as a file', async () => {
  const address = vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:x');
  const { service, user } = panel({ 'GET /prompts/export': { prompts: [] } });
  await row(1);
  await user.click(screen.getByRole('button', { name: 'What can be done with these prompts' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Save as JSON' }));
  await screen.findByText('Saved.');
  expect(address).toHaveBeenCalledOnce();
  expect(String(service.of('GET /prompts/export')[0]?.query)).toBe('format=json&image_id=i1');
});
