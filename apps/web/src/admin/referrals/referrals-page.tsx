import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { date, money, number } from '~/shared/format.ts';
import {
  type Column,
  DataTable,
  DataView,
  EmptyState,
  LoadingState,
  Page,
  StatusBadge,
  type Tone,
} from '~/shared/ui/index.ts';
import { Facts, Section } from '../parts/facts.tsx';
import { IdLink } from '../parts/links.tsx';
import { useStaff } from '../staff.tsx';
import { type Referral, useFigures, useProgramme, useReferrals } from './data.ts';
import { ProgrammeForm } from './programme-form.tsx';

const TONE: Record<Referral['status'], Tone> = {
  joined: 'quiet',
  waiting: 'waiting',
  rewarded: 'good',
  refused: 'bad',
  reversed: 'bad',
};

/** What invitations bring, what they have cost, and who brought whom [D24]. */
export function ReferralsPage() {
  const { t } = useTranslation('admin');
  const staff = useStaff();
  const programme = useProgramme();
  return (
    <Page title={t('referrals.title')} intro={t('referrals.intro')}>
      <Figures />
      <Section title={t('referrals.programme')} text={t('referrals.programmeText')}>
        <DataView query={programme} loading={<LoadingState lines={4} height={48} />}>
          {(data) => <ProgrammeForm programme={data} mayChange={staff.is('owner', 'admin', 'finance')} />}
        </DataView>
      </Section>
      <List />
    </Page>
  );
}

function Figures() {
  const { t } = useTranslation('admin');
  const query = useFigures();
  return (
    <Section title={t('referrals.figures')}>
      <DataView query={query} loading={<LoadingState lines={2} />}>
        {({ currency, ...figures }) => (
          <Facts
            facts={[
              { label: t('referrals.figure.joined'), value: number(figures.joined) },
              { label: t('referrals.figure.paid'), value: number(figures.paid) },
              { label: t('referrals.figure.given'), value: money(figures.givenMinor, currency) },
              { label: t('referrals.figure.waiting'), value: money(figures.waitingMinor, currency) },
              { label: t('referrals.figure.takenBack'), value: money(figures.takenBackMinor, currency) },
              { label: t('referrals.figure.lost'), value: money(figures.lostMinor, currency) },
            ]}
          />
        )}
      </DataView>
    </Section>
  );
}

function List() {
  const { t } = useTranslation('admin');
  const { query, rows, more } = useReferrals();
  const columns: Column<Referral>[] = [
    { id: 'joined', header: t('referrals.joined'), cell: ({ joinedAt }) => date(joinedAt) },
    {
      id: 'inviter',
      header: t('referrals.inviter'),
      cell: ({ inviterId, inviterName }) => <IdLink id={inviterId}>{inviterName}</IdLink>,
    },
    { id: 'invited', header: t('referrals.invited'), cell: (referral) => <Invited referral={referral} /> },
    { id: 'state', header: t('referrals.state'), cell: (referral) => <State referral={referral} /> },
    {
      id: 'rewards',
      header: t('referrals.rewards'),
      numeric: true,
      cell: ({ inviterRewardMinor, invitedRewardMinor, currency }) =>
        `${money(inviterRewardMinor, currency)} + ${money(invitedRewardMinor, currency)}`,
    },
  ];
  return (
    <DataView
      query={query}
      isEmpty={() => rows.length === 0}
      empty={<EmptyState title={t('referrals.none')} text={t('referrals.noneText')} />}
    >
      {() => (
        <DataTable caption={t('referrals.list')} rows={rows} columns={columns} rowKey={({ id }) => id} more={more} />
      )}
    </DataView>
  );
}

function Invited({ referral: { invitedId, invitedName, sharesAddress } }: { referral: Referral }) {
  const { t } = useTranslation('admin');
  return (
    <div>
      <IdLink id={invitedId}>{invitedName}</IdLink>
      {sharesAddress && <Note>{t('referrals.sharesAddress')}</Note>}
    </div>
  );
}

function State({ referral }: { referral: Referral }) {
  const { t } = useTranslation('admin');
  const { status, refusal, reversal, isCapped, dueAt, takenBackMinor, spentMinor, currency } = referral;
  return (
    <div>
      <StatusBadge tone={TONE[status]}>{t(`referrals.status.${status}`)}</StatusBadge>
      {status === 'waiting' && dueAt !== null && <Note>{t('referrals.due', { date: date(dueAt) })}</Note>}
      {refusal !== null && <Note>{t(`referrals.refusal.${refusal}`)}</Note>}
      {reversal !== null && <Note>{t(`referrals.reversal.${reversal}`)}</Note>}
      {isCapped && <Note>{t('referrals.capped')}</Note>}
      {takenBackMinor > 0 && <Note>{t('referrals.takenBack', { amount: money(takenBackMinor, currency) })}</Note>}
      {spentMinor > 0 && <Note>{t('referrals.spent', { amount: money(spentMinor, currency) })}</Note>}
    </div>
  );
}

function Note({ children }: { children: string }) {
  return (
    <Text size="sm" c="dimmed">
      {children}
    </Text>
  );
}
