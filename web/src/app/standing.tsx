import { useAccount, useServiceLimits } from '@/features/account/account';
import { useKeepAccount } from '@/features/own-data/own-data';
import { useStore } from '@/platform/store';
import { language, useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button } from '@/ui/button';
import { Banner } from '@/ui/notes';

/** What rarely stands across the page: a word of the operators, an account that is about to be deleted. */
export function Standing() {
  const spoken = useStore(language);
  const announcement = useServiceLimits().data?.announcement;
  const deletion = useAccount().data?.deletion;
  return (
    <>
      {announcement ? (
        <Banner kind={announcement.level === 'warning' ? 'warn' : 'told'}>
          <span dir="auto">{announcement.message[spoken]}</span>
        </Banner>
      ) : null}
      {deletion ? <Going at={deletion.deletes_at} /> : null}
    </>
  );
}

/** Until then it can be taken back. */
function Going({ at }: { at: string }) {
  const { data } = useTexts().settings;
  const { moment } = useFormats();
  const keep = useKeepAccount();
  return (
    <Banner
      kind="bad"
      action={
        <Button small isPending={keep.isPending} onPress={() => keep.mutate(undefined)}>
          {data.keep}
        </Button>
      }
    >
      {data.going(moment(at))}
    </Banner>
  );
}
