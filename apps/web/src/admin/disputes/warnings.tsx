import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { dateTime, editableMoney, money, parseMoney } from '~/shared/format.ts';
import {
  type Column,
  ConfirmButton,
  DataTable,
  DataView,
  EmptyState,
  FormFailure,
  LoadingState,
  StatusBadge,
  type Tone,
  announce,
  useProblemForm,
  usePaged,
} from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';
import { IdLink } from '../parts/links.tsx';
import { useStaff } from '../staff.tsx';

type Warning = Schemas['FraudWarningView'];

const RULES = ['disputes', 'warning-rules'];
const TONE: Record<Warning['status'], Tone> = {
  frozen: 'busy',
  refunded: 'good',
  noted: 'quiet',
  disputed: 'waiting',
  lifted: 'quiet',
};
const TYPES = [
  'card_never_received',
  'fraudulent_card_application',
  'made_with_counterfeit_card',
  'made_with_lost_card',
  'made_with_stolen_card',
  'misc',
  'unauthorized_use_of_card',
] as const;
const typeKey = (type: string) => `warnings.type.${TYPES.find((known) => known === type) ?? 'unknown'}` as const;

/** What card networks said before any dispute, what was done about it, and the rule for it. */
export function Warnings() {
  const { t } = useTranslation('money');
  const { query, rows, more } = usePaged<Warning>(['disputes', 'warnings'], (cursor) =>
    unwrap(api.GET('/v1/staff/fraud-warnings', { params: { query: { ...(cursor !== undefined && { cursor }) } } })),
  );
  return (
    <Section title={t('warnings.title')} text={t('warnings.intro')}>
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={<EmptyState title={t('warnings.none')} text={t('warnings.noneText')} />}
      >
        {() => <WarningTable rows={rows} more={more} />}
      </DataView>
      <Rule />
    </Section>
  );
}

/** Warnings about one payment or all of them. */
export function WarningTable({ rows, more }: { rows: readonly Warning[]; more?: ReturnType<typeof usePaged>['more'] }) {
  const { t } = useTranslation('money');
  const mayLift = useStaff().is('owner', 'admin', 'finance');
  const columns: Column<Warning>[] = [
    { id: 'at', header: t('warnings.at'), cell: ({ createdAt }) => dateTime(createdAt) },
    {
      id: 'who',
      header: t('warnings.who'),
      cell: ({ personId, personName }) => <IdLink id={personId}>{personName}</IdLink>,
    },
    { id: 'why', header: t('warnings.why'), cell: ({ fraudType }) => t(typeKey(fraudType), { type: fraudType }) },
    { id: 'done', header: t('warnings.done'), cell: (warning) => <Done warning={warning} /> },
    {
      id: 'amount',
      header: t('warnings.amount'),
      numeric: true,
      cell: ({ amountMinor, currency }) => money(amountMinor, currency),
    },
    ...(mayLift
      ? [{ id: 'acts', header: t('warnings.acts'), cell: (warning: Warning) => <Lift warning={warning} /> }]
      : []),
  ];
  return (
    <DataTable
      caption={t('warnings.title')}
      rows={rows}
      columns={columns}
      rowKey={({ id }) => id}
      {...(more && { more })}
    />
  );
}

function Done({
  warning: { status, frozenMinor, refundedMinor, currency, disputeId, liftReason },
}: {
  warning: Warning;
}) {
  const { t } = useTranslation('money');
  return (
    <div>
      <StatusBadge tone={TONE[status]}>{t(`warnings.status.${status}`)}</StatusBadge>
      {frozenMinor > 0 && <Text size="sm">{t('warnings.frozen', { amount: money(frozenMinor, currency) })}</Text>}
      {refundedMinor > 0 && <Text size="sm">{t('warnings.refunded', { amount: money(refundedMinor, currency) })}</Text>}
      {disputeId !== null && (
        <Text size="sm">
          <IdLink id={disputeId}>{t('warnings.dispute')}</IdLink>
        </Text>
      )}
      {liftReason !== null && (
        <Text size="sm" c="dimmed">
          {liftReason}
        </Text>
      )}
    </div>
  );
}

function Lift({ warning: { id, status, personName } }: { warning: Warning }) {
  const { t } = useTranslation('money');
  const queries = useQueryClient();
  if (status === 'lifted') return null;
  return (
    <ConfirmButton
      variant="default"
      size="xs"
      aria-label={t('warnings.liftOne', { name: personName })}
      title={t('warnings.liftTitle')}
      text={t('warnings.liftText')}
      confirmLabel={t('warnings.lift')}
      reason={{ label: t('warnings.liftReason'), minLength: 3 }}
      onConfirm={async (reason) => {
        await unwrap(api.POST('/v1/staff/fraud-warnings/{id}/lift', { params: { path: { id } }, body: { reason } }));
        announce(t('warnings.lifted'));
        void queries.invalidateQueries({ queryKey: ['disputes'] });
        void queries.invalidateQueries({ queryKey: ['ledger'] });
      }}
    >
      {t('warnings.lift')}
    </ConfirmButton>
  );
}

function Rule() {
  const query = useQuery({
    queryKey: RULES,
    queryFn: () => unwrap(api.GET('/v1/staff/fraud-warning-rules', {})),
  });
  return (
    <DataView query={query} loading={<LoadingState lines={1} />}>
      {(rules) => <RuleForm rules={rules} />}
    </DataView>
  );
}

const amountOf = (typed: string): number | undefined => (/^\s*0+\s*$/.test(typed) ? 0 : parseMoney(typed));

function RuleForm({ rules: { refundBelowMinor, currency } }: { rules: Schemas['FraudWarningRules'] }) {
  const { t } = useTranslation('money');
  const queries = useQueryClient();
  const mayChange = useStaff().is('owner', 'admin', 'finance');
  const form = useProblemForm({
    mode: 'controlled',
    initialValues: { refundBelowMinor: editableMoney(refundBelowMinor, currency) },
    validate: { refundBelowMinor: (typed) => (amountOf(typed) === undefined ? t('warnings.ruleWrong') : null) },
  });
  const send = form.send(async (values) => {
    const body = { refundBelowMinor: amountOf(values.refundBelowMinor)! };
    queries.setQueryData(RULES, await unwrap(api.PUT('/v1/staff/fraud-warning-rules', { body })));
    announce(t('warnings.ruleSaved'));
  });
  return (
    <form onSubmit={send} noValidate>
      <Stack gap="sm" maw="32rem">
        <Group align="flex-end">
          <TextInput
            flex={1}
            label={t('warnings.rule', { currency })}
            description={t('warnings.ruleText')}
            inputMode="decimal"
            readOnly={!mayChange}
            {...form.getInputProps('refundBelowMinor')}
          />
          {mayChange && (
            <Button type="submit" variant="default" loading={form.isSending}>
              {t('warnings.ruleSave')}
            </Button>
          )}
        </Group>
        <FormFailure failure={form.failure} />
      </Stack>
    </form>
  );
}
