import { Button, Group, Tabs, Text, Title } from '@mantine/core';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, download, unwrap } from '~/shared/api/index.ts';
import { date, dateTime, money } from '~/shared/format.ts';
import {
  DataTable,
  DataView,
  EmptyState,
  FormFailure,
  LoadingState,
  usePaged,
  useProblemText,
} from '~/shared/ui/index.ts';
import { keys } from '../lib/keys.ts';
import { LinkAnchor } from '../lib/links.tsx';

type Bucket = 'paid' | 'promo';
type Line = Schemas['StatementLineView'];

const isBucket = (value: string | null): value is Bucket => value === 'paid' || value === 'promo';

/** What a line is, in words. */
function useKindText(): (kind: string) => string {
  const { t } = useTranslation('site');
  const words: Readonly<Record<string, string>> = {
    top_up: t('statement.topUp'),
    settlement: t('statement.call'),
    call_refund: t('statement.refund'),
    promo_grant: t('statement.promoGrant'),
    promo_expiry: t('statement.promoExpiry'),
    promo_clawback: t('statement.promoClawback'),
    tip: t('statement.tip'),
    booking_fee: t('statement.bookingFee'),
    budget: t('statement.budget'),
    budget_return: t('statement.budgetReturn'),
    wallet_refund: t('statement.walletRefund'),
    wallet_refund_failed: t('statement.walletRefundFailed'),
    paid_by_hand: t('statement.paidByHand'),
    freeze: t('statement.freeze'),
    unfreeze: t('statement.unfreeze'),
    warning_freeze: t('statement.warningFreeze'),
    warning_unfreeze: t('statement.warningUnfreeze'),
    adjustment: t('statement.adjustment'),
    reversal: t('statement.reversal'),
  };
  return (kind) => words[kind] ?? t('statement.other');
}

/** Every booking of one kind of money, with the balance after it. */
function Lines({ bucket }: { bucket: Bucket }) {
  const { t } = useTranslation('site');
  const kindText = useKindText();
  const { query, rows, more } = usePaged([...keys.statement, bucket], (cursor) =>
    unwrap(api.GET('/v1/wallet/statement', { params: { query: { bucket, cursor } } })),
  );
  return (
    <DataView
      query={query}
      loading={<LoadingState lines={4} height={40} />}
      isEmpty={() => rows.length === 0}
      empty={
        <EmptyState
          title={t('statement.empty')}
          text={bucket === 'paid' ? t('statement.emptyPaid') : t('statement.emptyPromo')}
          action={
            bucket === 'paid' && (
              <Button component="a" href="#top-up" variant="default">
                {t('statement.toTopUp')}
              </Button>
            )
          }
        />
      }
    >
      {() => (
        <DataTable<Line>
          caption={t('statement.title')}
          rows={rows}
          rowKey={({ id }) => id}
          more={more}
          columns={[
            { id: 'at', header: t('statement.date'), cell: ({ createdAt }) => dateTime(createdAt) },
            {
              id: 'kind',
              header: t('statement.what'),
              cell: ({ kind, callId, topUpId, expiresAt }) =>
                callId === null ? (
                  <>
                    {topUpId === null ? kindText(kind) : t('statement.bonus')}
                    {expiresAt !== null && (
                      <Text size="sm" c="dimmed">
                        {t('statement.expires', { date: date(expiresAt) })}
                      </Text>
                    )}
                  </>
                ) : (
                  <LinkAnchor to="/history/$id" params={{ id: callId }}>
                    {kindText(kind)}
                  </LinkAnchor>
                ),
            },
            {
              id: 'amount',
              header: t('statement.amount'),
              numeric: true,
              cell: ({ amountMinor, currency }) => money(amountMinor, currency, { signDisplay: 'exceptZero' }),
            },
            {
              id: 'balance',
              header: t('statement.balance'),
              numeric: true,
              cell: ({ balanceAfterMinor, currency }) => money(balanceAfterMinor, currency),
            },
          ]}
        />
      )}
    </DataView>
  );
}

export function Statement() {
  const { t } = useTranslation('site');
  const common = useTranslation('common').t;
  const words = useProblemText();
  const [bucket, setBucket] = useState<Bucket>('paid');
  const [isSaving, setSaving] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const save = (): void => {
    setSaving(true);
    setFailure(null);
    download(`/v1/wallet/statement?bucket=${bucket}&format=csv`, `${t('statement.file')}-${bucket}.csv`)
      .catch((error: unknown) => setFailure(words(error)))
      .finally(() => setSaving(false));
  };
  return (
    <section aria-labelledby="statement">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4" id="statement">
          {t('statement.title')}
        </Title>
        <Button variant="default" leftSection={<Download size={16} aria-hidden />} loading={isSaving} onClick={save}>
          {common('action.export')}
        </Button>
      </Group>
      <FormFailure failure={failure} />
      <Tabs value={bucket} onChange={(value) => isBucket(value) && setBucket(value)} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="paid">{t('statement.paid')}</Tabs.Tab>
          <Tabs.Tab value="promo">{t('statement.promo')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="paid" pt="sm">
          <Lines bucket="paid" />
        </Tabs.Panel>
        <Tabs.Panel value="promo" pt="sm">
          <Lines bucket="promo" />
        </Tabs.Panel>
      </Tabs>
    </section>
  );
}
