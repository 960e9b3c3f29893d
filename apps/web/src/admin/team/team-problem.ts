import { useTranslation } from 'react-i18next';
import { ApiProblem, isProblem } from '~/shared/api/index.ts';

/** Refusals of the team that need more than a general sentence, in the reader's language. Always throws. */
export function useTeamProblem(): (error: unknown) => never {
  const { t } = useTranslation('admin');
  return (error) => {
    if (isProblem(error, 'last-owner')) throw said(error, t('team.lastOwner'));
    if (isProblem(error, 'forbidden')) throw said(error, t('team.forbidden'));
    throw error;
  };
}

/** The same refusal in other words: a code without words of its own shows its detail. */
const said = (problem: ApiProblem, words: string): ApiProblem =>
  new ApiProblem(`team-${problem.code}`, words, words, problem.status, problem.requestId);
