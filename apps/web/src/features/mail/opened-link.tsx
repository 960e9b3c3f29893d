import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '~/shared/api/index.ts';
import { DataView, Page } from '~/shared/ui/index.ts';
import { Done } from './done.tsx';
import { useLinkToken } from './link-token.ts';

const use = {
  verify: (token: string) => unwrap(api.POST('/v1/auth/email-proofs/use', { body: { token } })),
  marketing: (token: string) => unwrap(api.POST('/v1/marketing-confirmations', { body: { token } })),
} as const;

/** Where the link of a mail does something by being opened: an address is proved, or news are wanted. */
export function OpenedLink({ purpose, home }: { purpose: keyof typeof use; home: string }) {
  const { t } = useTranslation('mail');
  const token = useLinkToken();
  const query = useQuery({
    queryKey: ['opened-link', purpose, token],
    retry: false,
    staleTime: Infinity,
    queryFn: async () => {
      await use[purpose](token);
      return true;
    },
  });
  return (
    <Page title={t(`${purpose}.title`)}>
      <DataView query={query}>
        {() => <Done text={t(`${purpose}.done`)} on={{ href: home, label: t('goOn') }} />}
      </DataView>
    </Page>
  );
}
