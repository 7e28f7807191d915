import { Download, ScrollText } from 'lucide-react';
import { useState } from 'react';
import type { AnswerOf, AuditEntry } from 'rushes';
import { saveFile } from '@/platform/save-file';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Room } from '@/ui/room';
import { tell, tellError } from '@/ui/toasts';
import { type Address, useAddress, useRows } from '../asking';
import { Cut, Facts, Id, Raw, When } from '../detail';
import { asksFor, cleared, type Filter, Filters } from '../filters';
import { usePurpose } from '../purpose';
import { type Column, Rows } from '../rows';
import { type Asked, auditFile } from './export';

/** What operators did: by whom, what, on what, when and why; also as a file. */
export function AuditView() {
  const { operators, running } = useTexts();
  const texts = running.audit;
  const { moment } = useFormats();
  const [address, change] = useAddress();
  const [shown, setShown] = useState<AuditEntry | null>(null);
  const asked = askedOf(address);
  const list = useRows(
    ['audit', asked],
    (rushes, page, signal) => rushes.request('GET /admin/audit', { query: { ...page, ...asked }, signal }),
    ({ entries }: AnswerOf<'GET /admin/audit'>) => entries,
  );
  const filters: readonly Filter[] = [
    { name: 'actor', kind: 'text', label: texts.actor },
    { name: 'action', kind: 'text', label: texts.action },
    { name: 'on', kind: 'text', label: texts.on },
    { name: 'user_id', kind: 'text', label: texts.user },
    { name: 'since', kind: 'date', label: texts.since },
    { name: 'until', kind: 'date', label: texts.until },
  ];
  const columns: readonly Column<AuditEntry>[] = [
    { id: 'at', name: texts.at, cell: ({ at }) => <time dateTime={at}>{moment(at)}</time> },
    { id: 'action', name: texts.action, cell: ({ action }) => <code>{action}</code> },
    { id: 'on', name: texts.on, cell: ({ on }) => <Cut>{on}</Cut> },
    { id: 'actor', name: texts.actor, cell: ({ actor }) => <Cut>{actor}</Cut> },
    { id: 'reason', name: texts.reason, cell: ({ reason }) => <span dir="auto">{reason}</span> },
    {
      id: 'more',
      name: texts.more,
      cell: (entry) => (
        <Button small look="quiet" aria-label={texts.detailsOf(entry.action, moment(entry.at))} onPress={() => setShown(entry)}>
          {texts.details}
        </Button>
      ),
    },
  ];
  const filtered = asksFor(filters, address);
  return (
    <Room title={operators.rooms.audit} actions={<Export asked={asked} />}>
      <Filters label={operators.rooms.audit} filters={filters} address={address} change={change} />
      <Rows
        label={operators.rooms.audit}
        list={list}
        columns={columns}
        keyOf={({ id }) => id}
        none={{ title: texts.none, icon: <ScrollText /> }}
        onClear={filtered ? () => change(cleared(filters)) : undefined}
      />
      {shown ? <Entry entry={shown} onClose={() => setShown(null)} /> : null}
    </Room>
  );
}

/** Days of the address are the reader's own, from midnight to midnight. */
function askedOf({ actor, action, on, user_id: user, since, until }: Address): Asked {
  const given = { actor, action, on, user_id: user, since: begin(since), until: begin(until, 1) };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Asked;
}

function begin(day: string | undefined, plus = 0): string | undefined {
  const at = new Date(`${day}T00:00`);
  if (Number.isNaN(at.getTime())) return undefined;
  at.setDate(at.getDate() + plus);
  return at.toISOString();
}

function Entry({ entry, onClose }: { entry: AuditEntry; onClose: () => void }) {
  const texts = useTexts().running.audit;
  return (
    <Dialog title={entry.action} isOpen onClose={onClose} wide>
      <Facts
        facts={[
          [texts.at, <When key="at" at={entry.at} />],
          [texts.actor, <Id key="actor">{entry.actor}</Id>],
          [texts.on, <Id key="on">{entry.on}</Id>],
          [texts.reason, entry.reason],
          [texts.call, <Id key="call">{entry.request_id}</Id>],
        ]}
      />
      {Object.keys(entry.details).length ? <Raw label={texts.details} value={entry.details} /> : null}
    </Dialog>
  );
}

function Export({ asked }: { asked: Asked }) {
  const { common, running } = useTexts();
  const texts = running.audit;
  const rushes = useRushes();
  const reason = usePurpose();
  const [saving, setSaving] = useState(false);
  const save = async () => {
    setSaving(true);
    try {
      const { file, whole } = await auditFile(rushes, { ...asked, reason });
      saveFile(file, 'audit.csv');
      if (!whole) tell('told', texts.notWhole);
    } catch (error) {
      tellError(error, common.error.unexpected);
    } finally {
      setSaving(false);
    }
  };
  return (
    <Button icon={<Download aria-hidden />} isPending={saving} onPress={save}>
      {texts.export}
    </Button>
  );
}
