import { Alert } from '@mantine/core';
import { Info } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { dateTime, money } from '~/shared/format.ts';
import { CopyButton, DataView, LoadingState, Page, StatusBadge } from '~/shared/ui/index.ts';
import { type Fact, Facts, Section } from '../parts/facts.tsx';
import { useIdParam } from '../parts/id-param.ts';
import { IdLink } from '../parts/links.tsx';
import { useStaff } from '../staff.tsx';
import { Answer } from './answer.tsx';
import { type DisputeDetails, useDispute } from './data.ts';
import { Deadline } from './deadline.tsx';
import { Evidence } from './evidence.tsx';
import { needsResponse, reasonKey, statusKey, toneOf } from './labels.ts';
import { Record } from './record.tsx';
import { WarningTable } from './warnings.tsx';

/** One dispute: until when, what happened, what would be sent, and the two things that can be done. */
export function DisputePage() {
  const { t } = useTranslation('money');
  const id = useIdParam();
  const dispute = useDispute(id);
  return (
    <Page
      title={dispute.data ? t('disputes.one', { name: dispute.data.personName }) : t('disputes.oneLoading')}
      intro={id}
      actions={<CopyButton value={id} label={t('disputes.copyId')} />}
    >
      <DataView query={dispute} loading={<LoadingState lines={3} height={160} />}>
        {(data) => <Parts dispute={data} />}
      </DataView>
    </Page>
  );
}

function Parts({ dispute }: { dispute: DisputeDetails }) {
  const { t } = useTranslation('money');
  const staff = useStaff();
  const { id, currency, reason, status, evidenceDueAt, evidenceSentAt, closedAt, outcome } = dispute;
  const isOpen = needsResponse(dispute);
  const facts: Fact[] = [
    {
      label: t('disputes.state'),
      value: <StatusBadge tone={toneOf(dispute)}>{t(statusKey(status), { status })}</StatusBadge>,
    },
    ...(isOpen && evidenceDueAt !== null ? [{ label: t('disputes.due'), value: <Deadline at={evidenceDueAt} /> }] : []),
    { label: t('disputes.amount'), value: money(dispute.amountMinor, currency) },
    { label: t('disputes.frozen'), value: money(dispute.frozenMinor, currency) },
    { label: t('disputes.why'), value: t(reasonKey(reason), { reason }) },
    { label: t('disputes.who'), value: <IdLink id={dispute.personId}>{dispute.personName}</IdLink> },
    { label: t('disputes.payment'), value: <IdLink id={dispute.topUpId} /> },
    { label: t('disputes.opened'), value: dateTime(dispute.createdAt) },
    ...(evidenceSentAt !== null ? [{ label: t('disputes.sent'), value: dateTime(evidenceSentAt) }] : []),
    ...(closedAt !== null ? [{ label: t('disputes.closed'), value: dateTime(closedAt) }] : []),
  ];
  return (
    <>
      <Section title={t('disputes.facts')}>
        <Facts facts={facts} />
        {outcome !== null && !isOpen && (
          <Alert
            variant="outline"
            color={outcome === 'won' ? 'success' : 'danger'}
            icon={<Info aria-hidden />}
            role="status"
          >
            {t(`disputes.outcome.${outcome}`)}
          </Alert>
        )}
      </Section>
      {isOpen && staff.is('owner', 'admin', 'finance') && <Answer key={id} dispute={dispute} />}
      <Evidence evidence={dispute.evidence} isOpen={isOpen} />
      {dispute.warnings.length > 0 && (
        <Section title={t('warnings.title')}>
          <WarningTable rows={dispute.warnings} />
        </Section>
      )}
      <Record steps={dispute.steps} currency={currency} />
    </>
  );
}
