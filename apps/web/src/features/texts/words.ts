import { useTranslation } from 'react-i18next';
import { ApiProblem } from '~/shared/api/index.ts';
import { useProblemText } from '~/shared/ui/index.ts';

/** What a refusal means here, in the reader's language. */
export function useTextProblem(): (error: unknown) => string {
  const { t } = useTranslation('texts');
  const words = useProblemText();
  return (error) => {
    const { code, extensions } = error instanceof ApiProblem ? error : { code: '', extensions: {} };
    switch (code) {
      case 'wrong-code': {
        const { triesLeft } = extensions as { triesLeft?: number };
        return triesLeft ? t('wrongCode', { count: triesLeft }) : t('codeOver');
      }
      case 'text-budget-spent':
        return t('budgetSpent');
      case 'number-not-served':
        return t('notServed', { prefixes: ((extensions as { prefixes?: string[] }).prefixes ?? []).join(', ') });
      case 'texts-not-offered':
        return t('notOffered');
      default:
        return words(error);
    }
  };
}
