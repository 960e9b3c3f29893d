import { useTranslation } from 'react-i18next';

/** The card network has many codes; a person needs to know what to do. */
const CLASSES = {
  funds: ['insufficient_funds', 'withdrawal_count_limit_exceeded', 'card_velocity_exceeded'],
  expired: ['expired_card', 'invalid_expiry_month', 'invalid_expiry_year'],
  data: ['incorrect_cvc', 'invalid_cvc', 'incorrect_number', 'invalid_number', 'incorrect_zip', 'incorrect_address'],
  confirm: ['authentication_required', 'authentication_not_handled', 'payment_intent_authentication_failure'],
  card: ['lost_card', 'stolen_card', 'pickup_card', 'restricted_card', 'card_not_supported', 'currency_not_supported'],
  provider: [
    'processing_error',
    'no_answer',
    'rejected',
    'issuer_not_available',
    'try_again_later',
    'reenter_transaction',
  ],
} as const;

type FailureClass = keyof typeof CLASSES;

export const failureClass = (code: string | null): FailureClass | 'declined' =>
  (Object.keys(CLASSES) as FailureClass[]).find((name) =>
    (CLASSES[name] as readonly (string | null)[]).includes(code),
  ) ?? 'declined';

/** Why a payment failed and what helps, in words. */
export function useFailureText(): (code: string | null) => string {
  const { t } = useTranslation('site');
  return (code) =>
    ({
      funds: t('decline.funds'),
      expired: t('decline.expired'),
      data: t('decline.data'),
      confirm: t('decline.confirm'),
      card: t('decline.card'),
      provider: t('decline.provider'),
      declined: t('decline.declined'),
    })[failureClass(code)];
}
