import { Button, Group, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { ExternalLink, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { countryName } from '~/shared/countries.ts';
import { dateTime } from '~/shared/format.ts';
import { FormFailure, StatusBadge, announce, useProblemText } from '~/shared/ui/index.ts';
import { STANDING_TONE, type Standing, standingOf } from './account-state.ts';
import { useFailureText } from './failures.ts';
import { type PayoutAccount, readAccountAgain } from './queries.ts';
import { Requirements } from './requirements.tsx';
import { useStripePage } from './use-stripe-page.ts';

/** What the button to Stripe's page is for; none where there is nothing to do there. */
const WAY = {
  onboarding: 'account.goOn',
  restricted: 'account.look',
  active: 'account.change',
  blocked: 'account.changeBank',
} as const satisfies Partial<Record<Standing, string>>;

const hasWay = (standing: Standing): standing is keyof typeof WAY => standing in WAY;

/** How an account stands, and the one next step. */
export function AccountStatus({ account, mayChange }: { account: PayoutAccount; mayChange: boolean }) {
  const { t } = useTranslation('payouts');
  const why = useFailureText();
  const standing = standingOf(account);
  const { requirements, payoutBlock, country, syncedAt } = account;
  return (
    <Stack gap="sm" align="flex-start">
      <Group gap="sm">
        <StatusBadge tone={STANDING_TONE[standing]}>{t(`standing.${standing}`)}</StatusBadge>
        <Text c="dimmed" size="sm">
          {countryName(country) ?? country}
        </Text>
      </Group>
      {standing === 'blocked' && payoutBlock !== null && <Text fw={600}>{why(payoutBlock)}</Text>}
      <Text>{t(`standingText.${standing}`)}</Text>
      {requirements.length > 0 && standing !== 'rejected' && <Requirements requirements={requirements} />}
      <Acts standing={standing} mayChange={mayChange} />
      {syncedAt !== null && (
        <Text size="sm" c="dimmed">
          {t('account.read', { time: dateTime(syncedAt) })}
        </Text>
      )}
    </Stack>
  );
}

function Acts({ standing, mayChange }: { standing: Standing; mayChange: boolean }) {
  const { t } = useTranslation('payouts');
  const client = useQueryClient();
  const words = useProblemText();
  const { leave, isLeaving } = useStripePage();
  const [isReading, setReading] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const go = (): void => {
    setFailure(null);
    leave().catch((error: unknown) => setFailure(words(error)));
  };
  const read = (): void => {
    setFailure(null);
    setReading(true);
    readAccountAgain(client)
      .then((account) => account && announce(t(`standing.${standingOf(account)}`)))
      .catch((error: unknown) => setFailure(words(error)))
      .finally(() => setReading(false));
  };
  return (
    <>
      <FormFailure failure={failure} />
      <Group gap="sm">
        {mayChange && hasWay(standing) && (
          <Button
            variant={standing === 'onboarding' || standing === 'blocked' ? 'filled' : 'default'}
            loading={isLeaving}
            rightSection={<ExternalLink size={16} aria-hidden />}
            onClick={go}
          >
            {t(WAY[standing])}
          </Button>
        )}
        {standing !== 'closed' && (
          <Button
            variant={standing === 'active' ? 'subtle' : 'default'}
            loading={isReading}
            leftSection={<RotateCw size={16} aria-hidden />}
            onClick={read}
          >
            {t('account.again')}
          </Button>
        )}
      </Group>
      {!mayChange && hasWay(standing) && (
        <Text size="sm" c="dimmed">
          {t('account.ownerOnly')}
        </Text>
      )}
    </>
  );
}
