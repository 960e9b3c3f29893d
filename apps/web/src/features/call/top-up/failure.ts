import { useTranslation } from 'react-i18next';

type Why = 'funds' | 'expired' | 'confirm' | 'provider' | 'declined';

const CODES: Record<string, Why> = {
  insufficient_funds: 'funds',
  withdrawal_count_limit_exceeded: 'funds',
  card_velocity_exceeded: 'funds',
  expired_card: 'expired',
  authentication_required: 'confirm',
  authentication_not_handled: 'confirm',
  payment_intent_authentication_failure: 'confirm',
  processing_error: 'provider',
  issuer_not_available: 'provider',
  try_again_later: 'provider',
  no_answer: 'provider',
  rejected: 'provider',
};

/** Why a payment failed, in words; the networks' codes are many and say nothing to a person. */
export function useFailureText(): (code: string | null) => string {
  const { t } = useTranslation('call');
  return (code) => {
    const texts: Record<Why, string> = {
      funds: t('topUp.failed.funds'),
      expired: t('topUp.failed.expired'),
      confirm: t('topUp.failed.confirm'),
      provider: t('topUp.failed.provider'),
      declined: t('topUp.failed.declined'),
    };
    return texts[CODES[code ?? ''] ?? 'declined'];
  };
}
