import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { isProblem } from '~/shared/api/index.ts';
import { DataView, LoadingState } from '~/shared/ui/index.ts';
import { legalPageQuery } from './legal-page-query.ts';
import LegalText from './legal-text.tsx';

/** Who runs this site and how to reach them: the imprint, in place. */
export function Contact() {
  const { t, i18n } = useTranslation('site');
  const query = useQuery(legalPageQuery('imprint', i18n.language));
  if (isProblem(query.error, 'not-found')) return <Text>{t('help.noImprint')}</Text>;
  return (
    <DataView query={query} loading={<LoadingState lines={2} />}>
      {({ markdown, locale }) => (
        <div lang={locale}>
          <LegalText markdown={markdown} />
        </div>
      )}
    </DataView>
  );
}
