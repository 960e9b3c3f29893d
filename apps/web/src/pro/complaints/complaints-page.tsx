import { Button, Group, Paper, SegmentedControl, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import {
  AnswerButton,
  type Complaint,
  ComplaintDue,
  ComplaintState,
  ComplaintSteps,
  RefundDialog,
  useOwnComplaints,
} from '~/features/complaints/index.ts';
import { dateTime } from '~/shared/format.ts';
import { DataView, EmptyState, MoreButton, Page } from '~/shared/ui/index.ts';
import { KEYS } from '../live/queries.ts';
import type { ComplaintsSearch } from '../search.ts';

/** What callers complain about, with the time that is left, an answer, and the way to settle it with money [K3, I15]. */
export function ComplaintsPage() {
  const { t } = useTranslation(['complaints', 'common', 'pro']);
  const { state } = useSearch({ strict: false }) as ComplaintsSearch;
  const navigate = useNavigate();
  const { query, rows, more } = useOwnComplaints(state === 'all' ? undefined : 'waiting');
  return (
    <Page title={t('pro.title')} intro={t('pro.intro')}>
      <SegmentedControl
        aria-label={t('pro.filter')}
        value={state ?? 'waiting'}
        onChange={(value) =>
          void navigate({
            to: '/complaints',
            search: (value === 'all' ? { state: value } : {}) as never,
            replace: true,
            resetScroll: false,
          })
        }
        data={[
          { value: 'waiting', label: t('pro.waiting') },
          { value: 'all', label: t('pro.all') },
        ]}
        style={{ alignSelf: 'flex-start' }}
      />
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={
          <EmptyState
            title={t('pro.none')}
            text={t('pro.noneText')}
            action={
              <Button component={Link} to="/calls" variant="default">
                {t('pro:calls.title')}
              </Button>
            }
          />
        }
      >
        {() => (
          <Stack>
            {rows.map((complaint) => (
              <OneComplaint key={complaint.id} complaint={complaint} />
            ))}
            <MoreButton more={more} />
          </Stack>
        )}
      </DataView>
    </Page>
  );
}

function OneComplaint({ complaint }: { complaint: Complaint }) {
  const { t } = useTranslation('complaints');
  const queries = useQueryClient();
  const { state, overdue, priceMinor, refundedMinor, currency, callId } = complaint;
  const name = complaint.callerAlias ?? '';
  return (
    <Paper component="article" aria-label={name} withBorder p="md">
      <Stack gap="sm">
        <Group justify="space-between">
          <div>
            <Text fw={600}>{name}</Text>
            <Text size="sm" c="dimmed">
              {dateTime(complaint.endedAt)} · {t(`kind.${complaint.kind}`)}
            </Text>
          </div>
          <ComplaintState complaint={complaint} />
        </Group>
        <ComplaintDue complaint={complaint} />
        <ComplaintSteps complaint={complaint} />
        {state !== 'resolved' && (
          <Group>
            {state === 'open' && !overdue && <AnswerButton id={complaint.id} />}
            {refundedMinor < priceMinor && (
              <RefundDialog
                callId={callId}
                currency={currency}
                onRefunded={() => void queries.invalidateQueries({ queryKey: KEYS.earnings })}
              />
            )}
          </Group>
        )}
      </Stack>
    </Paper>
  );
}
