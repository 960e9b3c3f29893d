import { Group, List, Paper, SegmentedControl, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { date, dateTime, money } from '~/shared/format.ts';
import { DataView, EmptyState, MoreButton, Page, StatusBadge, type Tone } from '~/shared/ui/index.ts';
import { oneOf, useFilters } from '../parts/filters.ts';
import { IdLink } from '../parts/links.tsx';
import { useStaff } from '../staff.tsx';
import { type Case, type View, useCases } from './data.ts';
import { DecideButton } from './decide-button.tsx';

const VIEWS = ['open', 'decided'] as const satisfies readonly View[];
const TONE: Record<Case['state'], Tone> = { open: 'waiting', refunded: 'good', declined: 'bad' };

/** What of withdrawals staff decide, the one that has waited longest first. */
export function WithdrawalsPage() {
  const { t } = useTranslation('withdrawal');
  const { values, set } = useFilters(['state'] as const);
  const view = oneOf(values.state, VIEWS) ?? 'open';
  const { query, rows, more } = useCases(view);
  return (
    <Page title={t('admin.title')} intro={t('admin.intro')}>
      <SegmentedControl
        aria-label={t('admin.show')}
        value={view}
        onChange={(value) => set({ state: value })}
        data={VIEWS.map((value) => ({ value, label: t(`admin.view.${value}`) }))}
        style={{ alignSelf: 'flex-start' }}
      />
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={
          view === 'open' ? (
            <EmptyState title={t('admin.none')} text={t('admin.noneText')} />
          ) : (
            <EmptyState title={t('admin.noneDecided')} />
          )
        }
      >
        {() => (
          <Stack>
            {rows.map((one) => (
              <OneCase key={one.id} one={one} />
            ))}
            <MoreButton more={more} />
          </Stack>
        )}
      </DataView>
    </Page>
  );
}

function OneCase({ one }: { one: Case }) {
  const { t } = useTranslation('withdrawal');
  const mayDecide = useStaff().is('owner', 'admin', 'finance');
  const { withdrawal } = one;
  const amount = (minor: number): string => money(minor, withdrawal.currency ?? undefined);
  return (
    <Paper component="article" aria-label={one.name} withBorder p="md">
      <Stack gap="sm">
        <Group justify="space-between">
          <Group gap="sm">
            <StatusBadge tone={TONE[one.state]}>{t(`admin.state.${one.state}`)}</StatusBadge>
            <Text fw={600}>{t(`admin.why.${one.why}`)}</Text>
          </Group>
          {one.state === 'open' && mayDecide && <DecideButton one={one} />}
        </Group>
        <Group gap="md">
          <Text size="sm">
            {t('admin.person')}: {one.personId === null ? one.name : <IdLink id={one.personId}>{one.name}</IdLink>}{' '}
            {one.email}
          </Text>
          <Text size="sm" c="dimmed">
            {t('admin.received', { time: dateTime(withdrawal.createdAt) })}
          </Text>
        </Group>
        {one.why === 'form' && <Match id={one.matchingPersonId} />}
        {one.amountMinor !== null && <Text>{t('admin.about', { amount: amount(one.amountMinor) })}</Text>}
        {one.paidMinor !== null && <Text>{t('admin.paid', { amount: amount(one.paidMinor) })}</Text>}
        {one.failureCode !== null && <Text size="sm">{t('admin.failure', { code: one.failureCode })}</Text>}
        {withdrawal.payments.length > 0 && (
          <List size="sm">
            {withdrawal.payments.map((payment) => (
              <List.Item key={payment.topUpId}>
                {t('admin.payment', {
                  amount: amount(payment.amountMinor),
                  date: date(payment.paidAt),
                  refunded: amount(payment.refundedMinor),
                  held: amount(payment.heldMinor),
                })}
              </List.Item>
            ))}
          </List>
        )}
        {withdrawal.words !== null && (
          <div>
            <Text size="sm" c="dimmed">
              {t('admin.words')}
            </Text>
            <Text style={{ whiteSpace: 'pre-wrap' }}>{withdrawal.words}</Text>
          </div>
        )}
        {one.personId !== null && <Consents consents={one.startConsents} />}
        {one.decidedAt !== null && (
          <Text>
            {t('admin.decision', {
              name: one.decidedByName,
              time: dateTime(one.decidedAt),
              reason: one.reason,
            })}
          </Text>
        )}
      </Stack>
    </Paper>
  );
}

function Match({ id }: { id: string | null }) {
  const { t } = useTranslation('withdrawal');
  if (id === null) return <Text size="sm">{t('admin.noMatch')}</Text>;
  const [before, after] = t('admin.match', { id: '\n' }).split('\n');
  return (
    <Text size="sm">
      {before}
      <IdLink id={id} />
      {after}
    </Text>
  );
}

/** With them the right to withdraw from a call has ended when the call has; without them it has not. */
function Consents({ consents }: { consents: Case['startConsents'] }) {
  const { t } = useTranslation('withdrawal');
  if (consents.length === 0) return <Text size="sm">{t('admin.noConsents')}</Text>;
  return (
    <details>
      <Text component="summary" size="sm">
        {t('admin.consents')}
      </Text>
      <List size="sm">
        {consents.map(({ kind, topUpId, callId, bookingId, version, locale, at }) => (
          <List.Item key={topUpId ?? callId ?? bookingId}>
            {t(`admin.consent.${kind}`, { time: dateTime(at) })} {callId !== null && <IdLink id={callId} />}
            {bookingId !== null && <IdLink id={bookingId} />}, {t('admin.version', { version, language: locale })}
          </List.Item>
        ))}
      </List>
    </details>
  );
}
