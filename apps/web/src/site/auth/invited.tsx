import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Gift } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '~/shared/api/index.ts';
import { money } from '~/shared/format.ts';
import { keys } from '../lib/keys.ts';

/** What somebody who came by a link gets; nothing is said while there is nothing. */
export function Invited() {
  const { t } = useTranslation('site');
  const { data } = useQuery({
    queryKey: [...keys.referral, 'offer'],
    queryFn: () => unwrap(api.GET('/v1/referral-offer', {})),
  });
  if (!data?.isOn || data.invitedRewardMinor === 0) return null;
  return (
    <Alert variant="outline" color="success" icon={<Gift aria-hidden />} maw="28rem">
      {t('invite.offer', {
        min: money(data.minTopUpMinor, data.currency),
        amount: money(data.invitedRewardMinor, data.currency),
      })}
    </Alert>
  );
}
