import { SlidersHorizontal } from 'lucide-react';
import type { ConfigSection } from 'rushes';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Room } from '@/ui/room';
import { useOne } from '../asking';
import { placeOf } from '../place';
import { whole } from '../plain';
import { type Column, Rows } from '../rows';
import css from './configuration.module.css';

/** All that can be set while the service runs. */
export function SectionsView() {
  const { operators, configuring } = useTexts();
  const { ago, number } = useFormats();
  const asked = useOne(['config'], (rushes, reason, signal) =>
    rushes.request('GET /admin/config', { query: { reason }, signal }),
  );
  const columns: readonly Column<ConfigSection>[] = [
    { id: 'section', name: configuring.section, cell: ({ section }) => configuring.titles[section] },
    { id: 'what', name: configuring.what, cell: ({ section }) => <span className={css.hint}>{configuring.leads[section]}</span> },
    { id: 'version', name: configuring.changes, cell: ({ version }) => number(version), isNumber: true },
    { id: 'at', name: configuring.changed, cell: ({ updated_at: at }) => (at ? ago(at) : null) },
    { id: 'by', name: configuring.by, cell: ({ updated_by: by }) => (by ? <bdi>{by}</bdi> : null) },
  ];
  return (
    <Room title={operators.rooms.settings}>
      <Rows
        label={operators.rooms.settings}
        list={whole(asked, asked.data?.sections)}
        columns={columns}
        keyOf={({ section }) => section}
        to={({ section }) => placeOf('settings', section)}
        none={{ title: configuring.none, icon: <SlidersHorizontal /> }}
      />
    </Room>
  );
}
