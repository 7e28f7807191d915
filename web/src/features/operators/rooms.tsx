import { Link, Navigate, useParams } from '@tanstack/react-router';
import {
  ChartNoAxesCombined,
  Clapperboard,
  Cpu,
  type LucideIcon,
  MessageSquareWarning,
  Pencil,
  RotateCw,
  Scale,
  ScrollText,
  ShieldAlert,
  ShieldX,
  SlidersHorizontal,
  Users,
  Workflow,
} from 'lucide-react';
import { type ComponentType, lazy, Suspense, useEffect, useRef, useState } from 'react';
import { NotFound } from '@/app/not-found';
import { useShortcut } from '@/platform/shortcuts';
import { useStore } from '@/platform/store';
import { operator } from '@/session/session';
import { language, loadTexts, type Room as TextRoom, useTexts } from '@/texts';
import { Button, ButtonLink, IconButton } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Empty, Skeleton } from '@/ui/notes';
import { Room } from '@/ui/room';
import { useAgain } from './asking';
import css from './operators.module.css';
import { placeOf } from './place';
import { PurposeForm, usePurpose } from './purpose';

type RoomName = keyof ReturnType<typeof useTexts>['operators']['rooms'];

interface OperatorsRoom {
  name: RoomName;
  Icon: LucideIcon;
  /** What stands at `/studio/operators/NAME`. */
  All: ComponentType;
  /** What stands at `/studio/operators/NAME/…`, told what stands there. */
  One?: ComponentType<{ id: string }>;
}

/** A view, and at the same time the texts of other rooms that it is written with beside operators' own. */
function view<M, N extends keyof M & string>(load: () => Promise<M>, name: N, ...more: TextRoom[]): M[N] {
  const both = async () => {
    const [found] = await Promise.all([load(), loadTexts(language.get(), more)]);
    return { default: found[name] as ComponentType };
  };
  return lazy(both) as unknown as M[N];
}

/** The rooms in their order; each is loaded when it is entered. */
const ROOMS: readonly OperatorsRoom[] = [
  {
    name: 'today',
    Icon: ChartNoAxesCombined,
    All: view(() => import('./today/today-view'), 'TodayView', 'running'),
  },
  {
    name: 'people',
    Icon: Users,
    All: view(() => import('./people/people-view'), 'PeopleView'),
    One: view(() => import('./people/person-view'), 'PersonView', 'videos', 'films', 'prompts', 'settings'),
  },
  {
    name: 'jobs',
    Icon: Clapperboard,
    All: view(() => import('./jobs/jobs-view'), 'JobsView', 'videos', 'films', 'prompts'),
    One: view(() => import('./jobs/job-view'), 'JobView', 'videos', 'films', 'prompts'),
  },
  {
    name: 'reports',
    Icon: MessageSquareWarning,
    All: view(() => import('./reports/reports-view'), 'ReportsView', 'videos', 'films', 'prompts'),
  },
  {
    name: 'media',
    Icon: ShieldAlert,
    All: view(() => import('./media/media-view'), 'MediaView', 'videos', 'films', 'prompts'),
  },
  {
    name: 'queues',
    Icon: Workflow,
    All: view(() => import('./queues/queues-view'), 'QueuesView', 'running'),
    One: view(() => import('./queues/letters-view'), 'LettersView', 'running'),
  },
  {
    name: 'models',
    Icon: Cpu,
    All: view(() => import('./models/models-view'), 'ModelsView', 'running'),
    One: view(() => import('./models/model-view'), 'ModelView', 'running'),
  },
  {
    name: 'settings',
    Icon: SlidersHorizontal,
    All: view(() => import('./configuration/sections-view'), 'SectionsView', 'configuring'),
    One: view(() => import('./configuration/section-view'), 'SectionView', 'configuring'),
  },
  {
    name: 'audit',
    Icon: ScrollText,
    All: view(() => import('./audit/audit-view'), 'AuditView', 'running'),
  },
  {
    name: 'reconcile',
    Icon: Scale,
    All: view(() => import('./reconcile/runs-view'), 'RunsView', 'running'),
    One: view(() => import('./reconcile/run-view'), 'RunView', 'running'),
  },
];

/** All of operators' rooms, for those who are operators. */
export function OperatorsView() {
  const { operators: texts } = useTexts();
  const { _splat: splat = '' } = useParams({ strict: false }) as { _splat?: string };
  const isOperator = useStore(operator);
  const purpose = usePurpose();
  if (isOperator === undefined) return <Skeleton count={4} />;
  if (!isOperator) return <NoOperator />;
  if (!purpose) {
    return (
      <Room title={texts.title}>
        <div className={css.entrance}>
          <p>{texts.purpose.lead}</p>
          <PurposeForm />
        </div>
      </Room>
    );
  }
  const [name = '', ...others] = splat.split('/').filter(Boolean);
  const [first] = ROOMS;
  if (!name && first) return <Navigate to={placeOf(first.name) as never} replace />;
  const room = ROOMS.find((each) => each.name === name);
  const id = others.join('/');
  return (
    <div className={css.around}>
      <Rooms />
      <Suspense fallback={<Skeleton count={6} />}>{room ? <Inside room={room} id={id} /> : <NotFound />}</Suspense>
    </div>
  );
}

function Inside({ room: { All, One }, id }: { room: OperatorsRoom; id: string }) {
  if (!id) return <All />;
  return One ? <One key={id} id={id} /> : <NotFound />;
}

function NoOperator() {
  const { operators, common } = useTexts();
  useEffect(() => {
    document.title = `${operators.title} · Rushes`;
  }, [operators]);
  return (
    <Empty
      whole
      icon={<ShieldX />}
      title={operators.refused}
      action={<ButtonLink href="/studio/pictures">{common.toStart}</ButtonLink>}
    >
      {operators.refusedHint}
    </Empty>
  );
}

/** The way from room to room, why somebody is here, and asking anew. */
function Rooms() {
  const { operators: texts } = useTexts();
  const again = useAgain();
  const purpose = usePurpose();
  const [asks, setAsks] = useState(false);
  const here = useRef<HTMLUListElement>(null);
  useEffect(() => {
    here.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, []);
  useShortcut('r', texts.again, () => void again());
  return (
    <div className={css.top}>
      <nav aria-label={texts.title}>
        <ul ref={here} className={css.tabs}>
          {ROOMS.map(({ name, Icon }) => (
            <li key={name}>
              <Link to={placeOf(name) as never} className={css.tab ?? ''} activeProps={{ 'aria-current': 'page' }}>
                <Icon aria-hidden size={18} />
                {texts.rooms[name]}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className={css.why}>
        <Button
          small
          look="quiet"
          icon={<Pencil aria-hidden />}
          onPress={() => setAsks(true)}
          aria-label={`${texts.purpose.short}: ${purpose}. ${texts.purpose.change}`}
        >
          <span>{texts.purpose.short}:</span> <bdi className={css.words}>{purpose}</bdi>
        </Button>
        <IconButton small label={texts.again} icon={<RotateCw aria-hidden />} onPress={() => void again()} />
      </div>
      <Dialog title={texts.purpose.title} isOpen={asks} onClose={() => setAsks(false)}>
        <PurposeForm onSaid={() => setAsks(false)} />
      </Dialog>
    </div>
  );
}
