import { useTranslation } from 'react-i18next';
import type { Call } from '../model.ts';

interface EndText {
  readonly title: string;
  readonly text: string;
}

/** Why a call ended, in plain words for the side that reads them; every reason has its own (S7.2, S8.11). */
export function useEndText(): (call: Call) => EndText {
  const { t } = useTranslation('call');
  return (call) => {
    const caller = call.side === 'caller';
    const name = caller ? call.advisorName : (call.callerAlias ?? '');
    const texts: Record<string, EndText> = {
      declined: caller
        ? { title: t('end.declined.title', { name }), text: t('end.declined.text') }
        : { title: t('end.declined.titleAdvisor'), text: t('end.declined.textAdvisor') },
      cancelled: caller
        ? { title: t('end.cancelled.title'), text: t('end.cancelled.text') }
        : { title: t('end.cancelled.titleAdvisor', { name }), text: t('end.cancelled.textAdvisor') },
      no_answer: caller
        ? { title: t('end.no_answer.title', { name }), text: t('end.no_answer.text') }
        : { title: t('end.no_answer.titleAdvisor'), text: t('end.no_answer.textAdvisor') },
      connect_failed_both: { title: t('end.connect_failed.title'), text: t('end.connect_failed.both') },
      connect_failed_caller: {
        title: t('end.connect_failed.title'),
        text: caller ? t('end.connect_failed.own') : t('end.connect_failed.other', { name }),
      },
      connect_failed_advisor: {
        title: t('end.connect_failed.title'),
        text: caller ? t('end.connect_failed.other', { name }) : t('end.connect_failed.own'),
      },
      hangup_caller: {
        title: caller ? t('end.hangup.own') : t('end.hangup.other', { name }),
        text: t('end.hangup.text'),
      },
      hangup_advisor: {
        title: caller ? t('end.hangup.other', { name }) : t('end.hangup.own'),
        text: t('end.hangup.text'),
      },
      connection_lost_caller: {
        title: t('end.lost.title'),
        text: caller ? t('end.lost.own') : t('end.lost.other', { name }),
      },
      connection_lost_advisor: {
        title: t('end.lost.title'),
        text: caller ? t('end.lost.other', { name }) : t('end.lost.own'),
      },
      connection_lost_both: { title: t('end.lost.title'), text: t('end.lost.both') },
      media_server_lost: { title: t('end.fault.title'), text: t('end.fault.lost') },
      media_unreachable: { title: t('end.fault.title'), text: t('end.fault.unreachable') },
      funds_exhausted: {
        title: t('end.funds.title'),
        text: caller ? t('end.funds.text') : t('end.funds.textAdvisor'),
      },
      max_duration:
        call.session && !call.session.thenPerMinute
          ? { title: t('end.session.title'), text: t('end.session.text') }
          : { title: t('end.max.title'), text: t('end.max.text') },
      admin_terminated: { title: t('end.admin.title'), text: t('end.admin.text') },
    };
    return texts[call.endReason ?? ''] ?? { title: t('end.hangup.own'), text: t('end.hangup.text') };
  };
}
