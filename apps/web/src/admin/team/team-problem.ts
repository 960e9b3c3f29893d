import { useTranslation } from 'react-i18next';
import { isProblem } from '~/shared/api/index.ts';
import { inWords } from '~/shared/in-words.ts';

/** Refusals of the team that need more than a general sentence, in the reader's language. Always throws. */
export function useTeamProblem(): (error: unknown) => never {
  const { t } = useTranslation('admin');
  return (error) => {
    if (isProblem(error, 'last-owner')) throw inWords(error, t('team.lastOwner'));
    if (isProblem(error, 'forbidden')) throw inWords(error, t('team.forbidden'));
    throw error;
  };
}
