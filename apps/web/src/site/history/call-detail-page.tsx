import { Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { useTranslation } from 'react-i18next';
import { Rating } from '~/features/call/end/rating-form.tsx';
import { ReportProblem } from '~/features/call/end/report-form.tsx';
import { Receipt } from '~/features/call/receipt.tsx';
import { CallComplaint } from '~/features/complaints/index.ts';
import { BlockButton } from '~/features/trust/index.ts';
import { type Schemas, api, isProblem, unwrap } from '~/shared/api/index.ts';
import { dateTime } from '~/shared/format.ts';
import { DataView, LoadingState, Page, StatusBadge } from '~/shared/ui/index.ts';
import { keys } from '../lib/keys.ts';
import { LinkAnchor, LinkButton } from '../lib/links.tsx';
import { NotFoundPage } from '../shell/not-found-page.tsx';
import { useCallState, useMediumName } from './call-words.ts';
import { useParam } from '../lib/route-state.ts';

type Call = Schemas['CallView'];

const useCall = (id: string) =>
  useQuery({
    queryKey: [...keys.calls, 'one', id],
    queryFn: () => unwrap(api.GET('/v1/calls/{id}', { params: { path: { id } } })),
  });

function Detail({ call }: { call: Call }) {
  const { t } = useTranslation('site');
  const state = useCallState()(call);
  const medium = useMediumName()(call.medium);
  const wasConnected = call.startedAt !== null;
  return (
    <Stack maw="40rem">
      <Group gap="sm">
        <StatusBadge tone={state.tone}>{state.words}</StatusBadge>
        <Text>{medium}</Text>
        <Text c="dimmed">{dateTime(call.requestedAt)}</Text>
      </Group>
      {call.topic !== null && <Text>{t('history.topic', { topic: call.topic })}</Text>}
      {call.endReason === null && (
        <LinkButton to="/calls/$id" params={{ id: call.id }} style={{ alignSelf: 'flex-start' }}>
          {t('topUp.backToCall')}
        </LinkButton>
      )}
      {call.endReason !== null && !wasConnected && <Text>{t('history.nothingCharged')}</Text>}
      {call.endReason !== null && wasConnected && (
        <>
          <Receipt callId={call.id} />
          <Rating callId={call.id} advisor={call.advisorName} />
        </>
      )}
      <Group>
        <LinkButton to="/advisors/$id" params={{ id: call.advisorId }} variant="default">
          {t('history.toAdvisor', { name: call.advisorName })}
        </LinkButton>
        <BlockButton of={{ call: call.id }} name={call.advisorName} />
      </Group>
      <CallComplaint callId={call.id} otherwise={<ReportProblem callId={call.id} />} />
    </Stack>
  );
}

/** One call of the past with its receipt (S11). */
export default function CallDetailPage() {
  const { t } = useTranslation('site');
  const id = useParam('id');
  const query = useCall(id);
  if (isProblem(query.error) && (query.error.status === 404 || query.error.status === 422)) return <NotFoundPage />;
  return (
    <Page
      title={query.data ? t('history.with', { name: query.data.advisorName }) : t('history.receipt')}
      actions={<LinkAnchor to="/history">{t('history.all')}</LinkAnchor>}
    >
      <DataView query={query} loading={<LoadingState lines={5} />}>
        {(call) => <Detail call={call} />}
      </DataView>
    </Page>
  );
}
