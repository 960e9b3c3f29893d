import { useTranslation } from 'react-i18next';
import { isProblem } from '~/shared/api/index.ts';
import { money, number, percent } from '~/shared/format.ts';

type SetFieldError = (field: string, text: string) => void;

const figure = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** Refusals that belong to one field though the API names none: shown there, in words. Others go on. */
export function useRefusals() {
  const { t } = useTranslation('admin');
  return (setFieldError: SetFieldError, rateFields: readonly string[] = []) =>
    (error: unknown): undefined => {
      if (isProblem(error, 'share-too-high')) {
        const max = figure(error.extensions['maxShareBp']) ?? 0;
        setFieldError('share', t('advisors.share.tooHigh', { max: percent(max) }));
      } else if (isProblem(error, 'rate-outside-limits') && rateFields.length > 0) {
        const [min, max] = [figure(error.extensions['minMinor']), figure(error.extensions['maxMinor'])];
        const words = rateWords(min, max);
        for (const field of rateFields) setFieldError(field, words);
      } else if (isProblem(error, 'country-not-paid')) {
        setFieldError('country', t('advisors.invite.countryNotPaid'));
      } else if (isProblem(error, 'email-taken')) {
        setFieldError('email', t('advisors.invite.emailTaken'));
      } else throw error;
      return undefined;
    };

  function rateWords(min: number | undefined, max: number | undefined): string {
    if (min !== undefined && max !== undefined)
      return t('advisors.invite.rateBetween', { min: money(min), max: money(max) });
    if (min !== undefined) return t('advisors.invite.rateAtLeast', { min: money(min) });
    return t('advisors.invite.rateAtMost', { max: money(max ?? 0) });
  }
}

/** Words for a limit that the operator has set. */
export function useLimitWords(): (error: unknown) => string | undefined {
  const { t } = useTranslation('admin');
  return (error) =>
    isProblem(error, 'limit-reached')
      ? t('advisors.invite.limit', { limit: number(figure(error.extensions['value']) ?? 0) })
      : undefined;
}
