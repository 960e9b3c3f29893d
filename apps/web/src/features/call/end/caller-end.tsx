import { Alert, Card, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '~/shared/api/index.ts';
import { money } from '~/shared/format.ts';
import { DataView, Page } from '~/shared/ui/index.ts';
import { LinkButton } from '../app-link.tsx';
import { Facts } from '../facts.tsx';
import type { Call } from '../model.ts';
import { Receipt } from '../receipt.tsx';
import { WALLET_KEY } from '../use-call.ts';
import { useEndText } from './end-text.ts';
import { Rating } from './rating-form.tsx';
import { ReportProblem } from './report-form.tsx';
import { Tip } from './tip-form.tsx';

/** That a call which did not come about left nothing behind in the wallet (S7.3). */
function NothingCharged({ call }: { call: Call }) {
  const { t } = useTranslation('call');
  const wallet = useQuery({ queryKey: WALLET_KEY, queryFn: () => unwrap(api.GET('/v1/wallet', {})), staleTime: 0 });
  return (
    <Card withBorder>
      <Stack gap="sm">
        <Alert variant="outline" color="success" icon={<CircleCheck aria-hidden />}>
          {t('end.nothing')}
        </Alert>
        <DataView query={wallet}>
          {({ heldMinor, availableMinor }) => (
            <Facts
              facts={[
                { label: t('end.held'), value: money(heldMinor, call.currency) },
                { label: t('end.available'), value: money(availableMinor, call.currency), strong: true },
              ]}
            />
          )}
        </DataView>
      </Stack>
    </Card>
  );
}

/** After a call, for the caller: why it ended, the receipt, a rating, and the way on (S7.2, S10). */
export function CallerEnd({ call }: { call: Call }) {
  const { t } = useTranslation('call');
  const { title, text } = useEndText()(call);
  const again = `/calls/new?${new URLSearchParams({ advisor: call.advisorId, medium: call.medium }).toString()}`;
  const wasConnected = call.startedAt !== null;
  return (
    <Page title={title} intro={text}>
      <Stack maw={640}>
        {wasConnected ? <Receipt callId={call.id} /> : <NothingCharged call={call} />}
        {wasConnected && <Rating callId={call.id} advisor={call.advisorName} />}
        {wasConnected && <Tip call={call} />}
        <Group>
          <LinkButton href={again} variant={wasConnected ? 'default' : 'filled'}>
            {t('action.callAgain')}
          </LinkButton>
          <LinkButton href="/" variant="default">
            {t('action.otherAdvisor')}
          </LinkButton>
        </Group>
        {(call.priceMinor ?? 0) > 0 && (
          <Group>
            <LinkButton href={`/history/${call.id}`} variant="default">
              {t('action.complain')}
            </LinkButton>
          </Group>
        )}
        <ReportProblem callId={call.id} />
        <Text size="sm" c="dimmed">
          {t('end.id', { id: call.id })}
        </Text>
      </Stack>
    </Page>
  );
}
