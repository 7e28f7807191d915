import { CircleCheck, Coins, LogOut, MoreHorizontal, NotebookPen, Scale, ScrollText, SlidersVertical, UserX } from 'lucide-react';
import { useState } from 'react';
import type { UserRecord } from 'rushes';
import { useWide } from '@/platform/width';
import { useTexts } from '@/texts';
import { Button, IconButton } from '@/ui/button';
import { Menu } from '@/ui/menu';
import { Badge } from '@/ui/notes';
import { useOne } from '../asking';
import { Detail, Facts, Id, Part, Parts, Raw, When } from '../detail';
import css from '../operators.module.css';
import { type ActName, PersonAct } from './acts';
import { Acts, Ledger, Notes, Works } from './belongings';
import { Limits } from './limits';
import { Money, Now } from './money';
import { Proof } from './proof';

/** One user with all that is kept of them, and all that can be done about it. */
export function PersonView({ id }: { id: string }) {
  const { operators } = useTexts();
  const texts = operators.person;
  const one = useOne(['person', id], (rushes, reason, signal) =>
    rushes.request('GET /admin/users/{user_id}', { path: { user_id: id }, query: { reason }, signal }),
  );
  const [act, setAct] = useState<ActName | null>(null);
  const wide = useWide(760);
  const { user, account } = one.data ?? {};
  const isOut = Boolean(user?.disabled || account?.disabled);
  const others = [
    { id: 'correct', name: texts.acts.correct, icon: <Scale aria-hidden />, act: () => setAct('correct') },
    { id: 'sign-out', name: texts.acts.signOut, icon: <LogOut aria-hidden />, act: () => setAct('signOut') },
    {
      id: 'words',
      name: account?.words_logged_until ? texts.acts.wordsEnd : texts.acts.words,
      icon: <ScrollText aria-hidden />,
      act: () => setAct(account?.words_logged_until ? 'wordsEnd' : 'words'),
    },
    isOut
      ? { id: 'enable', name: texts.acts.enable, icon: <CircleCheck aria-hidden />, act: () => setAct('enable') }
      : { id: 'disable', name: texts.acts.disable, icon: <UserX aria-hidden />, act: () => setAct('disable'), dangerous: true },
  ];
  const main = [
    { id: 'grant', name: texts.acts.grant, icon: <Coins aria-hidden />, act: () => setAct('grant') },
    { id: 'limits', name: texts.acts.limits, icon: <SlidersVertical aria-hidden />, act: () => setAct('limits') },
    { id: 'note', name: texts.acts.note, icon: <NotebookPen aria-hidden />, act: () => setAct('note') },
  ];
  return (
    <>
      <Detail
        room="people"
        roomName={operators.rooms.people}
        title={user?.name || user?.email || id}
        one={one}
        actions={
          one.data ? (
            <>
              {wide
                ? main.map(({ id: name, ...each }) => (
                    <Button key={name} icon={each.icon} onPress={each.act}>
                      {each.name}
                    </Button>
                  ))
                : null}
              <Menu
                label={texts.more}
                trigger={<IconButton look="plain" label={texts.more} icon={<MoreHorizontal aria-hidden />} />}
                actions={wide ? others : [...main, null, ...others]}
              />
            </>
          ) : null
        }
      >
        {(known) => (
          <Parts>
            <Who known={known} />
            <Money known={known} />
            <Notes id={id} known={known} />
            <Now known={known} />
            <Works id={id} known={known} />
            <Ledger id={id} known={known} />
            <Limits known={known} />
            <Keys known={known} />
            <Acts id={id} known={known} />
            <Proof id={id} />
            {known.account ? (
              <Part title={texts.document} wide>
                <details>
                  <summary>{texts.documentHint}</summary>
                  <Raw label={texts.document} value={known.account} />
                </details>
              </Part>
            ) : null}
          </Parts>
        )}
      </Detail>
      {one.data && act ? <PersonAct act={act} known={one.data} onClose={() => setAct(null)} /> : null}
    </>
  );
}

function Who({ known: { user, account } }: { known: UserRecord }) {
  const texts = useTexts().operators.person;
  const deletion = account?.deletion as { at?: string; due_at?: string } | null | undefined;
  return (
    <Part title={texts.who}>
      <div className={css.row}>
        {user.disabled || account?.disabled ? <Badge kind="bad">{texts.badges.disabled}</Badge> : null}
        {account?.guest ? <Badge>{texts.badges.guest}</Badge> : null}
        {user.admin ? <Badge kind="accent">{texts.badges.admin}</Badge> : null}
        {account ? null : <Badge>{texts.badges.noAccount}</Badge>}
        {user.known ? null : <Badge kind="warn">{texts.badges.unknown}</Badge>}
        {deletion ? <Badge kind="warn">{texts.badges.deletion}</Badge> : null}
        {account?.erased_as ? <Badge kind="bad">{texts.badges.erased}</Badge> : null}
      </div>
      <Facts
        facts={[
          [texts.id, <Id key="id">{user.id}</Id>],
          [texts.name, user.name ? <bdi key="name">{user.name}</bdi> : null],
          [
            texts.email,
            user.email ? (
              <>
                <bdi>{user.email}</bdi> {user.email_verified ? null : <Badge kind="warn">{texts.unverified}</Badge>}
              </>
            ) : null,
          ],
          [texts.phone, user.phone],
          [
            texts.providers,
            Object.entries(user.providers)
              .map(([name, who]) => `${name}: ${who}`)
              .join(', '),
          ],
          [texts.opened, <When key="at" at={account?.created_at ?? user.created_at} />],
          [texts.signedIn, <When key="in" at={user.signed_in_at} />],
          [texts.seen, <When key="seen" at={account?.seen_at ?? user.token_at} />],
          [texts.wordsUntil, account?.words_logged_until ? <When key="words" at={account.words_logged_until} /> : null],
        ]}
      />
    </Part>
  );
}

function Keys({ known }: { known: UserRecord }) {
  const { operators, settings } = useTexts();
  const texts = operators.person;
  const { provider_keys: own, agent_keys: agents, webhook_endpoints: hooks } = known;
  return (
    <Part title={texts.keys}>
      <Facts
        facts={[
          ...own.map(
            (each) =>
              [
                texts.ownKey(each.provider),
                <>
                  … {each.last_four}{' '}
                  {each.valid === false ? (
                    <Badge kind="bad">{texts.notValid}</Badge>
                  ) : each.active ? null : (
                    <Badge>{texts.off}</Badge>
                  )}
                </>,
              ] as const,
          ),
          ...agents.map(
            (each) =>
              [each.name, texts.agentKey(each.scopes.join(', '), String(each.spent_today), String(each.daily_cap))] as const,
          ),
          ...hooks.map(
            (each) =>
              [
                settings.hooks.title,
                <>
                  <bdi>{each.url ?? settings.hooks.listener}</bdi>{' '}
                  <Badge kind={each.status === 'disabled' ? 'bad' : each.failing_since ? 'warn' : 'good'}>
                    {settings.hooks[each.status]}
                  </Badge>
                </>,
              ] as const,
          ),
        ]}
      />
    </Part>
  );
}
