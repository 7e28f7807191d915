import { ChevronDown, ClipboardPaste, Download, FileUp } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import {
  Button as AriaButton,
  Disclosure,
  DisclosurePanel,
  type DropItem,
  DropZone,
  FileTrigger,
  Heading,
  Text,
} from 'react-aria-components';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { TextInput } from '@/ui/field';
import css from './batch.module.css';
import { MOST_BYTES, TEMPLATE, textOf } from './csv';
import making from './making.module.css';

/** Where a table comes from: a file that is chosen or dropped, or what somebody pastes. */
export function TableSource({ onText }: { onText: (text: string) => void }) {
  const { making: texts } = useTexts();
  const { many: words } = texts;
  const [wrong, setWrong] = useState('');
  const [pasted, setPasted] = useState('');
  const takeText = (text: string) => {
    setWrong('');
    if (text.trim()) onText(text);
  };
  const take = async (file: Pick<File, 'size' | 'arrayBuffer'>) => {
    if (file.size > MOST_BYTES) return setWrong(words.tooLarge);
    const text = textOf(await file.arrayBuffer());
    return text === null ? setWrong(words.notText) : takeText(text);
  };
  const dropped = async (items: readonly DropItem[]) => {
    for (const item of items) {
      if (item.kind === 'file') return take(await item.getFile());
      if (item.kind === 'text' && item.types.has('text/plain')) return takeText(await item.getText('text/plain'));
    }
  };
  const pastedAnywhere = useEffectEvent((event: ClipboardEvent) => {
    if ((event.target as Element | null)?.closest?.('input, textarea')) return;
    const [file] = event.clipboardData?.files ?? [];
    if (file) void take(file);
    else takeText(event.clipboardData?.getData('text/plain') ?? '');
  });
  useEffect(() => {
    const heard = (event: ClipboardEvent) => pastedAnywhere(event);
    addEventListener('paste', heard);
    return () => removeEventListener('paste', heard);
  }, []);
  return (
    <div className={css.part}>
      <DropZone className={css.drop ?? ''} onDrop={({ items }) => void dropped(items)} aria-label={words.drop}>
        <FileUp aria-hidden size={28} />
        <Text slot="label">{words.drop}</Text>
        <span className={css.pair}>
          <FileTrigger
            acceptedFileTypes={['.csv', '.tsv', '.txt', 'text/csv', 'text/tab-separated-values']}
            onSelect={(files) => files?.[0] && void take(files[0])}
          >
            <Button look="main">{words.choose}</Button>
          </FileTrigger>
          <Button icon={<Download aria-hidden />} onPress={() => save(TEMPLATE, words.templateName)}>
            {words.template}
          </Button>
        </span>
      </DropZone>
      {wrong ? (
        <p className={making.wrong} role="alert">
          {wrong}
        </p>
      ) : null}
      <p className={making.hint}>{words.columns}</p>
      <Disclosure className={making.fold ?? ''}>
        <Heading level={2}>
          <AriaButton slot="trigger" className={making.unfold ?? ''}>
            <ChevronDown aria-hidden size={18} />
            {words.paste}
          </AriaButton>
        </Heading>
        <DisclosurePanel className={making.more ?? ''}>
          <TextInput
            label={words.pasteLabel}
            hint={words.pasteHint}
            lines={6}
            value={pasted}
            onChange={setPasted}
            placeholder={'prompt,seconds\n…'}
          />
          <span className={css.pair}>
            <Button icon={<ClipboardPaste aria-hidden />} isDisabled={!pasted.trim()} onPress={() => takeText(pasted)}>
              {words.pasted}
            </Button>
          </span>
        </DisclosurePanel>
      </Disclosure>
    </div>
  );
}

function save(text: string, name: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
