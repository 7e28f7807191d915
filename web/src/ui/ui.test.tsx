import { act, fireEvent, screen, within } from '@testing-library/react';
import { useState } from 'react';
import { RushesError } from 'rushes';
import { afterEach, expect, test, vi } from 'vitest';
import { listenForShortcuts } from '@/platform/shortcuts';
import { render } from '@/testing/render';
import { Button, ButtonLink, IconButton } from './button';
import { CopyButton } from './copy-button';
import { Confirm, Dialog, Drawer, SidePanel } from './dialog';
import { ErrorNote, Guard } from './error-note';
import { TextInput } from './field';
import { Menu } from './menu';
import { Badge, Banner, Empty, Progress, Skeleton } from './notes';
import { NumberInput } from './number-input';
import { Room } from './room';
import { SearchInput } from './search-input';
import { SecretInput } from './secret-input';
import { Segments } from './segments';
import { Select } from './select';
import { ToastHistory } from './toast-history';
import { historyOpen, Toasts, tell, tellError, told } from './toasts';
import { Checkbox, Toggle } from './toggles';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function Typed({ error }: { error?: string }) {
  const [text, setText] = useState('');
  return (
    <>
      <TextInput
        label="Text"
        value={text}
        onChange={setText}
        lines={2}
        maxLength={10}
        counted
        left={(count) => `${count} left`}
      />
      <TextInput label="Name" hiddenLabel error={error} isRequired />
    </>
  );
}

test('a field counts what is left, emojis as one, and says what is wrong with it', async () => {
  const { user } = render(<Typed error="Is taken." />);
  await user.type(await screen.findByLabelText('Text'), 'ab🎬');
  screen.getByText('7 left');
  expect(screen.getByLabelText('Name').getAttribute('aria-invalid')).toBe('true');
  screen.getByText('Is taken.');
});

test('what was refused at a field can be sent again', async () => {
  const sent = vi.fn((event: { preventDefault: () => void }) => event.preventDefault());
  const { user } = render(
    <form onSubmit={sent}>
      <TextInput label="Name" error="Is taken." defaultValue="Ada" />
      <NumberInput label="Cap" error="Is too much." defaultValue={3} />
      <Button type="submit">Send</Button>
    </form>,
  );
  await user.click(await screen.findByRole('button', { name: 'Send' }));
  expect(sent).toHaveBeenCalledTimes(1);
});

function Chosen() {
  const [way, setWay] = useState('a');
  const choices = [
    { id: 'a', name: 'First' },
    { id: 'b', name: 'Second', refused: 'Only at night.' },
    { id: 'c', name: 'Third', hint: 'slow' },
  ];
  return (
    <>
      <Segments label="Way" hint="Choose." choices={choices} value={way} onChange={setWay} />
      <Select label="List" choices={choices} value={way} onChange={setWay} />
      <p>chosen: {way}</p>
    </>
  );
}

test('what cannot be chosen says why, in a row and in a list', async () => {
  const { user } = render(<Chosen />);
  const group = within(await screen.findByRole('group', { name: 'Way' }));
  expect((group.getByRole('radio', { name: 'Second' }) as HTMLInputElement).disabled).toBe(true);
  group.getByText('Only at night.');
  await user.click(group.getByRole('radio', { name: 'Third' }));
  screen.getByText('chosen: c');
  await user.click(screen.getByRole('button', { name: /List/ }));
  const list = within(await screen.findByRole('listbox'));
  expect(list.getByRole('option', { name: 'Second' }).getAttribute('aria-disabled')).toBe('true');
  await user.click(list.getByRole('option', { name: 'First' }));
  await screen.findByText('chosen: a');
});

test('boxes and switches are set, and describe themselves', async () => {
  const [checked, switched] = [vi.fn(), vi.fn()];
  const { user } = render(
    <>
      <Checkbox onChange={checked}>Each</Checkbox>
      <Checkbox isIndeterminate>Some</Checkbox>
      <Toggle onChange={switched} hint="Costs more.">
        Sound
      </Toggle>
    </>,
  );
  await user.click(await screen.findByRole('checkbox', { name: 'Each' }));
  await user.click(screen.getByRole('switch', { name: 'Sound' }));
  expect([checked.mock.calls, switched.mock.calls]).toEqual([[[true]], [[true]]]);
  screen.getByText('–');
  screen.getByText('Costs more.');
});

test('a number is typed, a secret is shown, and `/` is bound to the search', async () => {
  const typed = vi.fn();
  const { user } = render(
    <>
      <NumberInput label="Cap" onChange={typed} />
      <SecretInput label="Key" error="Is short." hint="Long." />
      <SearchInput label="Find" clear="Clear" onChange={typed} />
    </>,
  );
  await user.type(await screen.findByLabelText('Cap'), '42{Tab}');
  expect(typed).toHaveBeenLastCalledWith(42);
  const secret = screen.getByLabelText('Key');
  await user.click(screen.getByRole('button', { name: 'Show: Key' }));
  expect(secret.getAttribute('type')).toBe('text');
  await user.click(screen.getByRole('button', { name: 'Hide: Key' }));
  expect(secret.getAttribute('type')).toBe('password');
  await user.type(screen.getByRole('searchbox', { name: 'Find' }), 'fox');
  await user.click(screen.getByRole('button', { name: 'Clear' }));
  expect(typed).toHaveBeenLastCalledWith('');
});

test('a menu does what is chosen, and not what is refused', async () => {
  const [act, other] = [vi.fn(), vi.fn()];
  const { user } = render(
    <Menu
      label="Do"
      trigger={<IconButton label="More" icon={null} />}
      actions={[
        { id: 'go', name: 'Go', act, hint: 'now' },
        null,
        { id: 'no', name: 'No', act: other, refused: 'Not yet.', dangerous: true },
      ]}
    />,
  );
  await user.click(await screen.findByRole('button', { name: 'More' }));
  const no = await screen.findByRole('menuitem', { name: 'No' });
  expect(no.getAttribute('aria-disabled')).toBe('true');
  screen.getByText('Not yet.');
  await user.click(screen.getByRole('menuitem', { name: 'Go' }));
  await expect.poll(() => [act.mock.calls.length, other.mock.calls.length]).toEqual([1, 0]);
  expect(document.activeElement?.getAttribute('aria-label')).toBe('More');
});

test('a menu that is there open gives focus to its button when it leaves', async () => {
  const { user } = render(
    <Menu
      label="Do"
      defaultOpen
      trigger={<IconButton label="More" icon={null} autoFocus />}
      actions={[{ id: 'go', name: 'Go', act: vi.fn() }]}
    />,
  );
  await screen.findByRole('menuitem', { name: 'Go' });
  await user.keyboard('{Escape}');
  await expect.poll(() => document.activeElement?.getAttribute('aria-label')).toBe('More');
});

function Asking({ work }: { work: () => Promise<unknown> }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onPress={() => setOpen(true)}>Delete all</Button>
      <Confirm
        title="Sure?"
        text="It is gone then."
        action="Delete"
        isOpen={open}
        onClose={() => setOpen(false)}
        onConfirm={work}
      />
    </>
  );
}

test('a question stays where its work is refused, and gives focus back where it was', async () => {
  const work = vi.fn().mockRejectedValueOnce(new Error('no')).mockResolvedValueOnce(null);
  const { user } = render(<Asking work={work} />);
  await user.click(await screen.findByRole('button', { name: 'Delete all' }));
  const asked = within(await screen.findByRole('alertdialog', { name: 'Sure?' }));
  await user.click(asked.getByRole('button', { name: 'Delete' }));
  await expect.poll(() => work.mock.calls.length).toBe(1);
  await user.click(asked.getByRole('button', { name: 'Delete' }));
  await expect.poll(() => screen.queryByRole('alertdialog')).toBeNull();
  await expect.poll(() => document.activeElement?.textContent).toBe('Delete all');
});

test.each([
  ['Dialog', Dialog],
  ['Drawer', Drawer],
  ['SidePanel', SidePanel],
])('%s is named and can be closed', async (_, Sheet) => {
  const close = vi.fn();
  const { user } = render(
    <Sheet title="Prompts" isOpen onClose={close} foot={<p>foot</p>}>
      body
    </Sheet>,
  );
  await screen.findByText('body');
  await user.click(screen.getByRole('button', { name: 'Close' }));
  expect(close).toHaveBeenCalled();
});

test('a panel that is closed is not there', () => {
  render(
    <SidePanel title="Prompts" isOpen={false} onClose={() => {}}>
      body
    </SidePanel>,
  );
  expect(screen.queryByText('body')).toBeNull();
});

test('notes say what they are for', async () => {
  render(
    <Room
      title="Videos"
      above={<p>up</p>}
      actions={<ButtonLink href="/studio/videos/new">New</ButtonLink>}
      beside={<p>beside</p>}
    >
      <Banner kind="warn" action={<p>act</p>}>
        closed
      </Banner>
      <Empty title="None" icon={<i />} action={<p>do</p>}>
        hint
      </Empty>
      <Skeleton count={3} />
      <Skeleton shape="picture" />
      <Badge kind="good">fine</Badge>
      <Progress label="Upload" value={0.5} text="half" />
      <Progress label="Going" />
    </Room>,
  );
  await screen.findByRole('heading', { level: 1, name: 'Videos' });
  expect(document.title).toBe('Videos · Rushes');
  expect(screen.getByRole('status').textContent).toContain('closed');
  const [half, going] = screen.getAllByRole('progressbar');
  expect([half?.getAttribute('aria-valuenow'), half?.getAttribute('aria-valuetext')]).toEqual(['50', 'half']);
  expect(going?.getAttribute('aria-valuenow')).toBeNull();
});

function Broken({ breaks }: { breaks: () => boolean }) {
  if (breaks()) throw new TypeError('it broke');
  return <p>whole</p>;
}

test('what a view breaks with is held, and the same can be tried again', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  let broken = true;
  const { user } = render(
    <Guard>
      <Broken breaks={() => broken} />
    </Guard>,
  );
  await screen.findByText('Something went wrong here.');
  broken = false;
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByText('whole');
});

test('a part of the studio that does not come is had by loading the page anew', async () => {
  const gone = new TypeError('Failed to fetch dynamically imported module: /studio/assets/a.js');
  const again = vi.fn();
  const reload = vi.spyOn(location, 'reload').mockImplementation(() => undefined);
  const { user } = render(<ErrorNote error={gone} onRetry={again} />);
  await user.click(await screen.findByRole('button', { name: 'Reload the page' }));
  expect([reload.mock.calls.length, again.mock.calls.length]).toEqual([1, 0]);
});

test('a report of an error is copied, or stands there where it cannot be', async () => {
  const { user } = render(<ErrorNote error={new RushesError({ code: 'NOT_FOUND', message: 'Gone.', requestId: 'r7' })} />);
  const copy = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValueOnce();
  await user.click(await screen.findByRole('button', { name: 'Report this' }));
  expect(JSON.parse(copy.mock.calls[0]?.[0] ?? '')).toMatchObject({ code: 'NOT_FOUND', request_id: 'r7' });
  await expect.poll(() => told.get()[0]?.text).toContain('Report copied');
  copy.mockRejectedValue(new Error('refused'));
  document.execCommand = () => false;
  await user.click(screen.getByRole('button', { name: 'Report this' }));
  const byHand = (await screen.findByLabelText('The text, to be copied by hand')) as HTMLTextAreaElement;
  expect(byHand.value).toContain('r7');
});

test('a button that copies says so for a moment', async () => {
  vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
  render(<CopyButton text="abc" />);
  const button = await screen.findByRole('button', { name: 'Copy' });
  vi.useFakeTimers();
  await act(async () => fireEvent.click(button));
  expect(button.textContent).toBe('Copied');
  await act(() => vi.advanceTimersByTimeAsync(2_500));
  expect(button.textContent).toBe('Copy');
});

const standing = () => within(screen.getByRole('region', { name: 'Notices' })).queryAllByRole('listitem');

test('a notice leaves by itself unless it is held, and can be read again', async () => {
  const undo = vi.fn();
  const { user } = render(
    <>
      <Toasts />
      <ToastHistory />
    </>,
  );
  await screen.findByRole('region', { name: 'Notices' });
  vi.useFakeTimers();
  act(() => {
    tell('good', 'Deleted.', { action: { name: 'Undo', act: undo } });
    tellError(new RushesError({ code: 'NOT_FOUND', message: 'Gone.', suggestedAction: 'Look elsewhere.' }), 'else');
    tellError(new TypeError('Failed to fetch'), 'Something.');
    tell('told', 'A fourth.');
  });
  expect(standing().map(({ textContent }) => textContent?.replace(/(Report|Undo).*/, ''))).toEqual([
    'A fourth.',
    'Something.',
    'Gone. Look elsewhere.',
  ]);
  fireEvent.pointerEnter(standing()[1] as HTMLElement);
  await act(() => vi.advanceTimersByTimeAsync(12_000));
  expect(standing()).toHaveLength(1);
  fireEvent.pointerLeave(standing()[0] as HTMLElement);
  fireEvent.focus(standing()[0] as HTMLElement);
  fireEvent.blur(standing()[0] as HTMLElement);
  await act(() => vi.advanceTimersByTimeAsync(12_000));
  expect(standing()).toHaveLength(0);
  act(() => tell('good', 'Deleted again.', { action: { name: 'Undo', act: undo } }));
  vi.useRealTimers();
  await user.click(screen.getByRole('button', { name: 'Undo' }));
  expect(undo).toHaveBeenCalledTimes(1);
  expect(standing()).toHaveLength(0);
  act(() => tell('told', 'Last.'));
  await user.click(screen.getByRole('button', { name: 'Dismiss' }));
  expect(standing()).toHaveLength(0);
  act(() => historyOpen.set(true));
  const history = within(await screen.findByRole('dialog', { name: 'Earlier notices' }));
  expect(history.getAllByRole('listitem').map((each) => each.querySelector('span')?.textContent)).toEqual([
    'Last.',
    'Deleted again.',
    'A fourth.',
    'Something.',
    'Gone. Look elsewhere.',
    'Deleted.',
  ]);
  await user.click(history.getByRole('button', { name: 'Close' }));
  expect(historyOpen.get()).toBe(false);
});

test('keys undo what was told last, and focus is where it was when a notice goes', async () => {
  const undo = vi.fn();
  const stop = listenForShortcuts();
  const { user } = render(
    <>
      <Button>Card</Button>
      <Toasts />
    </>,
  );
  (await screen.findByRole('button', { name: 'Card' })).focus();
  act(() => tell('good', 'Deleted.', { action: { name: 'Undo', act: undo } }));
  await user.keyboard('z');
  expect(undo).toHaveBeenCalledTimes(1);
  expect(standing()).toHaveLength(0);
  await user.keyboard('z');
  expect(undo).toHaveBeenCalledTimes(1);
  act(() => tell('good', 'Deleted again.', { action: { name: 'Undo', act: undo } }));
  await user.tab();
  await user.keyboard('{Enter}');
  expect(undo).toHaveBeenCalledTimes(2);
  expect(document.activeElement?.textContent).toBe('Card');
  act(() => tell('told', 'Last.'));
  await user.tab();
  await user.keyboard('{Enter}');
  expect([standing().length, document.activeElement?.textContent]).toEqual([0, 'Card']);
  stop();
});
