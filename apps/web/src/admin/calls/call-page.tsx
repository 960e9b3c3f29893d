import { useTranslation } from 'react-i18next';
import { dateTime, duration, money } from '~/shared/format.ts';
import type { Schemas } from '~/shared/api/index.ts';
import { CopyButton, DataView, Page, StatusBadge } from '~/shared/ui/index.ts';
import { type Fact, Facts, Section } from '../parts/facts.tsx';
import { IdLink } from '../parts/links.tsx';
import { useIdParam } from '../parts/id-param.ts';
import { useStaff } from '../staff.tsx';
import { CallMoney } from './call-money.tsx';
import { CallRating } from './call-rating.tsx';
import { CallReceipt } from './call-receipt.tsx';
import { CallTimeline } from './call-timeline.tsx';
import { useCall } from './data.ts';
import { EndCallButton } from './end-call-button.tsx';
import { endReasonKey, isLive, mediumKey, statusKey, statusTone } from './labels.ts';
import { RefundButton } from './refund-button.tsx';

/** One call: what happened, in one timeline, and where every cent went [L7, L9]. */
export function CallPage() {
  const { t } = useTranslation('admin');
  const id = useIdParam();
  const call = useCall(id);
  return (
    <Page
      title={t('calls.one.title')}
      intro={id}
      actions={
        <>
          <CopyButton value={id} label={t('calls.one.copyId')} />
          {call.data && <EndCallButton call={call.data} />}
          {call.data && <RefundButton call={call.data} />}
        </>
      }
    >
      <DataView query={call}>{(data) => <CallParts call={data} />}</DataView>
    </Page>
  );
}

function CallParts({ call }: { call: Schemas['CallView'] }) {
  const { t } = useTranslation('admin');
  const staff = useStaff();
  const live = isLive(call.status);
  const wasConnected = call.startedAt !== null;
  return (
    <>
      <Section title={t('calls.one.facts')}>
        <Facts facts={useFacts(call)} />
      </Section>
      {staff.is('owner', 'admin', 'finance', 'support') && <CallTimeline id={call.id} isLive={live} />}
      {!live && staff.is('owner', 'admin', 'finance') && <CallMoney id={call.id} />}
      {!live && wasConnected && staff.is('owner', 'admin', 'finance', 'support') && <CallReceipt id={call.id} />}
      {!live && (call.billedSeconds ?? 0) > 0 && <CallRating id={call.id} />}
    </>
  );
}

function useFacts(call: Schemas['CallView']): Fact[] {
  const { t } = useTranslation('admin');
  const { meter, currency } = call;
  const facts: (Fact | null)[] = [
    {
      label: t('calls.column.status'),
      value: <StatusBadge tone={statusTone(call.status)}>{t(statusKey(call.status))}</StatusBadge>,
    },
    call.endReason === null ? null : { label: t('calls.one.endReason'), value: t(endReasonKey(call.endReason)) },
    {
      label: t('calls.column.caller'),
      value: call.callerId === null ? (call.callerName ?? '') : <IdLink id={call.callerId}>{call.callerName}</IdLink>,
    },
    call.callerAlias === null ? null : { label: t('calls.one.alias'), value: call.callerAlias },
    { label: t('calls.column.advisor'), value: <IdLink id={call.advisorId}>{call.advisorName}</IdLink> },
    { label: t('calls.column.medium'), value: t(mediumKey(call.medium)) },
    call.topic ? { label: t('calls.one.topic'), value: call.topic } : null,
    call.linkId === null ? null : { label: t('calls.one.link'), value: call.linkId },
    {
      label: t('calls.one.rate'),
      value: t('calls.one.perMinute', { price: money(call.ratePerMinuteMinor, currency) }),
    },
    call.session && {
      label: t('calls.one.session'),
      value: t(call.session.thenPerMinute ? 'calls.one.sessionThen' : 'calls.one.sessionValue', {
        time: duration(call.session.minutes * 60),
        price: money(call.session.priceMinor, currency),
      }),
    },
    call.freeSeconds > 0 ? { label: t('calls.one.free'), value: duration(call.freeSeconds) } : null,
    { label: t('calls.column.requestedAt'), value: dateTime(call.requestedAt) },
    call.startedAt === null ? null : { label: t('calls.one.startedAt'), value: dateTime(call.startedAt) },
    call.endedAt === null ? null : { label: t('calls.one.endedAt'), value: dateTime(call.endedAt) },
    call.heldMinor !== null && isLive(call.status)
      ? { label: t('calls.one.held'), value: money(call.heldMinor, currency) }
      : null,
    meter ? { label: t('calls.column.talked'), value: duration(meter.connectedSeconds) } : null,
    meter?.priceMinor == null ? null : { label: t('calls.column.cost'), value: money(meter.priceMinor, currency) },
    call.billedSeconds === null ? null : { label: t('calls.column.billed'), value: duration(call.billedSeconds) },
    call.priceMinor === null ? null : { label: t('calls.column.price'), value: money(call.priceMinor, currency) },
  ];
  return facts.filter((fact) => fact !== null);
}
