import { Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { dateTime, money } from '~/shared/format.ts';
import { DataView, LoadingState, MoreButton, StatusBadge, type Tone } from '~/shared/ui/index.ts';
import { useFailureText } from '../failure-text.ts';
import type { TopUp } from '../wallet.ts';
import { useAttempts } from './use-auto-top-up.ts';

/** How a charge ended, for a person: paid, not paid, or not known yet. */
const outcomeOf = ({ status }: TopUp): 'paid' | 'notPaid' | 'pending' =>
  status === 'credited' ? 'paid' : status === 'failed' || status === 'expired' ? 'notPaid' : 'pending';
const TONES: Record<ReturnType<typeof outcomeOf>, Tone> = { paid: 'good', notPaid: 'bad', pending: 'waiting' };

/** What it charged and how each charge ended. Nothing is shown where nothing was ever charged. */
export function Attempts() {
  const { t } = useTranslation('site');
  const { query, rows, more } = useAttempts();
  if (query.data !== undefined && rows.length === 0 && !query.error) return null;
  return (
    <div>
      <Title order={3} size="h5" id="auto-top-up-attempts" mb="xs">
        {t('wallet.autoTopUp.attempts')}
      </Title>
      <DataView query={query} loading={<LoadingState lines={1} height={48} />}>
        {() => (
          <Stack
            component="ul"
            gap="sm"
            p={0}
            m={0}
            style={{ listStyle: 'none' }}
            aria-labelledby="auto-top-up-attempts"
          >
            {rows.map((one) => (
              <Attempt key={one.id} attempt={one} />
            ))}
          </Stack>
        )}
      </DataView>
      <MoreButton more={more} />
    </div>
  );
}

function Attempt({ attempt }: { attempt: TopUp }) {
  const { t } = useTranslation('site');
  const reason = useFailureText();
  const outcome = outcomeOf(attempt);
  return (
    <li>
      <Text component="span">{money(attempt.amountMinor, attempt.currency)}</Text>{' '}
      <StatusBadge tone={TONES[outcome]}>{t(`wallet.autoTopUp.outcome.${outcome}`)}</StatusBadge>
      <Text size="sm" c="dimmed">
        {dateTime(attempt.createdAt)}
      </Text>
      {outcome === 'notPaid' && <Text size="sm">{reason(attempt.failureCode)}</Text>}
    </li>
  );
}
