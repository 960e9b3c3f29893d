import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { duration, money, time } from '~/shared/format.ts';
import { isStaffRole } from '../areas.ts';
import { REPORT_KINDS } from '../reports/labels.ts';
import { endReasonKey, mediumKey } from './labels.ts';

type Entry = Schemas['TimelineEntryView'];
type Data = Readonly<Record<string, unknown>>;

const text = (data: Data, name: string): string | undefined =>
  typeof data[name] === 'string' ? data[name] : undefined;
const figure = (data: Data, name: string): number | undefined =>
  typeof data[name] === 'number' ? data[name] : undefined;
const part = (data: Data, name: string): Data =>
  typeof data[name] === 'object' && data[name] !== null ? (data[name] as Data) : {};

const ID = /^(call|usr|adv|txn|ref|rcp|rep|acc)_[0-9a-z]{26}$/;

/** The ids that stand behind an entry, once each. */
export const idsOf = ({ data }: Entry): string[] => [
  ...new Set(Object.values(data).filter((value): value is string => typeof value === 'string' && ID.test(value))),
];

const SIDES = ['caller', 'advisor', 'other'] as const;
const CAUSES = ['network_caller', 'network_advisor', 'media_server'] as const;
const sideOf = (data: Data) => SIDES.find((side) => side === data['side']) ?? 'other';
const causeKey = (data: Data) =>
  `calls.timeline.cause.${CAUSES.find((cause) => cause === data['cause']) ?? 'unknown'}` as const;

const CHANNELS = ['live', 'fcm', 'web_push', 'apns_voip', 'mail', 'sms', 'whatsapp'] as const;
const channelOf = (data: Data) => CHANNELS.find((one) => one === data['channel']) ?? 'fcm';
const OUTCOMES = ['dead', 'retry', 'rejected'] as const;
const TEXT_OUTCOMES = ['sent', 'delivered', 'dropped', 'over_budget', 'unknown', 'dead', 'rejected'] as const;
function rungDetails(data: Data) {
  const isText = data['step'] === 'text' || data['step'] === 'missed';
  const outcome = OUTCOMES.find((one) => !isText && one === data['outcome']);
  const ofText = TEXT_OUTCOMES.find((one) => isText && one === data['outcome']);
  return [
    ...(data['step'] === 'alert' ? (['calls.timeline.rungAgain'] as const) : []),
    ...(data['step'] === 'missed' ? (['calls.timeline.missed'] as const) : []),
    ...(ofText ? ([`calls.timeline.textOutcome.${ofText}`] as const) : []),
    ...(outcome ? ([`calls.timeline.rungOutcome.${outcome}`] as const) : []),
  ];
}

const COMPLAINT_STEPS = ['opened', 'answered', 'lapsed', 'overdue', 'refunded', 'rejected', 'withdrawn'] as const;

interface Sentence {
  readonly title: string;
  readonly details: readonly string[];
}

/** An entry in the reader's language: the API tells kinds and figures, the words are ours. */
export function useSentence({ kind, data }: Entry, currency: string): Sentence {
  const { t } = useTranslation('admin');
  const amount = (name: string): string => money(figure(data, name) ?? 0, currency);
  const until = text(data, 'until');
  switch (kind) {
    case 'requested': {
      const hold = part(data, 'hold');
      const held = (figure(hold, 'paidMinor') ?? 0) + (figure(hold, 'promoMinor') ?? 0);
      return {
        title: t('calls.timeline.requested'),
        details: [
          t('calls.timeline.requestedRate', {
            medium: t(mediumKey(text(data, 'medium') ?? '')),
            rate: amount('ratePerMinuteMinor'),
          }),
          t('calls.timeline.requestedHold', { held: money(held, currency) }),
        ],
      };
    }
    case 'ring':
      return {
        title: t('calls.timeline.ring'),
        details: until ? [t('calls.timeline.ringUntil', { until: time(until) })] : [],
      };
    case 'rung':
      return { title: t(`calls.timeline.rung.${channelOf(data)}`), details: rungDetails(data).map((key) => t(key)) };
    case 'heard':
      return {
        title: t('calls.timeline.heard'),
        details: [text(data, 'device') ?? t(`calls.timeline.heardBy.${channelOf(data)}`)],
      };
    case 'accepted':
      return { title: t('calls.timeline.accepted'), details: [] };
    case 'joined':
      return { title: t(`calls.timeline.joined.${sideOf(data)}`), details: [] };
    case 'left':
      return { title: t(`calls.timeline.left.${sideOf(data)}`), details: [] };
    case 'media_active':
      return { title: t('calls.timeline.mediaActive'), details: [] };
    case 'paused':
      return { title: t('calls.timeline.paused'), details: [t(causeKey(data))] };
    case 'resumed':
      return { title: t('calls.timeline.resumed'), details: [] };
    case 'extended':
      return {
        title: t('calls.timeline.extended'),
        details: [t('calls.timeline.extendedBy', { added: amount('addedMinor'), held: amount('heldMinor') })],
      };
    case 'warned':
      return {
        title: t('calls.timeline.warned'),
        details: [t('calls.timeline.warnedLeft', { left: duration(figure(data, 'secondsLeft') ?? 0) })],
      };
    case 'ended': {
      const reason = text(data, 'declineReason');
      return {
        title: t('calls.timeline.ended'),
        details: [
          t(endReasonKey(text(data, 'endReason') ?? '')),
          ...(reason ? [t('calls.timeline.reason', { reason })] : []),
        ],
      };
    }
    case 'settled':
      return text(data, 'transactionId') === undefined
        ? { title: t('calls.timeline.settledFree'), details: [] }
        : {
            title: t('calls.timeline.settled', { price: amount('priceMinor') }),
            details: [t('calls.timeline.settledTime', { time: duration(figure(data, 'billedSeconds') ?? 0) })],
          };
    case 'refunded':
      return {
        title: t('calls.timeline.refunded', { amount: amount('amountMinor') }),
        details: [t(refundKey(data['rule']))],
      };
    case 'reported': {
      const about = REPORT_KINDS.find((one) => one === data['kind']) ?? 'other';
      return {
        title: t(sideOf(data) === 'advisor' ? 'calls.timeline.reportedAdvisor' : 'calls.timeline.reportedCaller'),
        details: [t(`reports.kind.${about}`)],
      };
    }
    case 'complaint': {
      const step = COMPLAINT_STEPS.find((one) => one === data['step']) ?? 'opened';
      return { title: t(`calls.timeline.complaint.${step}`, { amount: amount('amountMinor') }), details: [] };
    }
    case 'audit': {
      const [role, reason] = [text(data, 'actorRole'), text(data, 'reason')];
      return {
        title: t(auditKey(text(data, 'action'))),
        details: [
          ...(role && isStaffRole(role) ? [t('calls.timeline.by', { role: t(`shell.role.${role}`) })] : []),
          ...(reason ? [t('calls.timeline.reason', { reason })] : []),
        ],
      };
    }
  }
}

function refundKey(rule: unknown) {
  switch (rule) {
    case 'platform_fault':
      return 'calls.timeline.refundFault' as const;
    case 'advisor':
      return 'calls.timeline.refundAdvisor' as const;
    case 'complaint':
      return 'calls.timeline.refundComplaint' as const;
    default:
      return 'calls.timeline.refundStaff' as const;
  }
}

function auditKey(action: string | undefined) {
  switch (action) {
    case 'call.terminated':
      return 'calls.timeline.auditTerminated' as const;
    case 'complaint.decided':
      return 'calls.timeline.auditDecided' as const;
    case 'call.refunded':
      return 'calls.timeline.auditRefunded' as const;
    default:
      return 'calls.timeline.auditOther' as const;
  }
}
