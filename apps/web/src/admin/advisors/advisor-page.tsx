import { useTranslation } from 'react-i18next';
import { LinkList, NewLinkButton } from '~/features/links/index.ts';
import { date, dateTime, money, number, percent } from '~/shared/format.ts';
import { DataView, Page, StatusBadge } from '~/shared/ui/index.ts';
import { CallsOf } from '../calls/calls-of.tsx';
import { type Fact, Facts, Section } from '../parts/facts.tsx';
import { IdLink } from '../parts/links.tsx';
import { useIdParam } from '../parts/id-param.ts';
import { useStaff } from '../staff.tsx';
import { AdvisorActs } from './advisor-acts.tsx';
import { AdvisorForm } from './advisor-form.tsx';
import { AdvisorReserve } from './advisor-reserve.tsx';
import { AdvisorRatings } from './advisor-ratings.tsx';
import { CallButtonSnippet } from './call-button-snippet.tsx';
import { useAdvisor } from './data.ts';
import { type Advisor, LIVE_TONE, STATUS_TONE } from './labels.ts';
import { languageName } from './languages.ts';

/** One advisor in whatever state: profile, acts, commission, ratings, calls. */
export function AdvisorPage() {
  const { t } = useTranslation('admin');
  const id = useIdParam();
  const advisor = useAdvisor(id);
  const staff = useStaff();
  return (
    <Page
      title={advisor.data?.displayName ?? t('advisors.one')}
      intro={advisor.data?.headline || id}
      actions={advisor.data && <AdvisorActs advisor={advisor.data} />}
    >
      <DataView query={advisor}>
        {(data) => (
          <>
            <Section title={t('advisors.profile')}>
              <Profile advisor={data} />
            </Section>
            {staff.is('owner', 'admin') && <AdvisorForm advisor={data} />}
            {staff.is('owner', 'admin', 'finance') && <AdvisorReserve id={data.id} />}
            <AdvisorRatings advisor={data} />
            {staff.is('owner', 'admin', 'support') && <AdvisorLinks id={data.id} />}
            {data.status === 'active' && <CallButtonSnippet id={data.id} />}
            <Section title={t('advisors.calls')}>
              <CallsOf who={{ advisorId: id }} />
            </Section>
          </>
        )}
      </DataView>
    </Page>
  );
}

/** Links that call the advisor at prices of their own. */
function AdvisorLinks({ id }: { id: string }) {
  const { t } = useTranslation('links');
  const mayChange = useStaff().is('owner', 'admin');
  return (
    <Section title={t('title')} text={t('staffIntro')} actions={mayChange && <NewLinkButton advisorId={id} />}>
      <LinkList advisorId={id} mayChange={mayChange} />
    </Section>
  );
}

function Profile({ advisor }: { advisor: Advisor }) {
  const { t } = useTranslation('admin');
  const { currency, liveStatus, offlineReason, status } = advisor;
  const rate = (minor: number | null): string =>
    minor === null ? t('advisors.notOffered') : t('advisors.perMinute', { price: money(minor, currency) });
  const facts: (Fact | null)[] = [
    {
      label: t('advisors.column.status'),
      value: <StatusBadge tone={STATUS_TONE[status]}>{t(`advisors.status.${status}`)}</StatusBadge>,
    },
    {
      label: t('advisors.column.live'),
      value: <StatusBadge tone={LIVE_TONE[liveStatus]}>{t(`advisors.live.${liveStatus}`)}</StatusBadge>,
    },
    offlineReason === null
      ? null
      : { label: t('advisors.whyOffline'), value: t(`advisors.offlineReason.${offlineReason}`) },
    { label: t('advisors.column.email'), value: <IdLink id={advisor.personId}>{advisor.email}</IdLink> },
    { label: t('advisors.column.voice'), value: rate(advisor.voiceRateMinor) },
    { label: t('advisors.column.video'), value: rate(advisor.videoRateMinor) },
    {
      label: t('advisors.share.label'),
      value: advisor.shareBp === null ? t('advisors.share.default') : percent(advisor.shareBp),
    },
    { label: t('advisors.languages'), value: advisor.languages.map(languageName).join(', ') },
    { label: t('advisors.topics'), value: advisor.topics.join(', ') || '–' },
    { label: t('advisors.missedRings'), value: number(advisor.missedRings) },
    {
      label: t('advisors.lastOnline'),
      value: advisor.lastOnlineAt === null ? t('advisors.neverOnline') : dateTime(advisor.lastOnlineAt),
    },
    { label: t('advisors.since'), value: date(advisor.createdAt) },
  ];
  return <Facts facts={facts.filter((fact) => fact !== null)} />;
}
