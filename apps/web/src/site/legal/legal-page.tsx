import { Alert, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { Languages } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '~/shared/api/index.ts';
import { date } from '~/shared/format.ts';
import { DataView, LoadingState, Page } from '~/shared/ui/index.ts';
import { languageName } from '../lib/time.ts';
import { NotFoundPage } from '../shell/not-found-page.tsx';
import { legalPageQuery } from './legal-page-query.ts';
import LegalText from './legal-text.tsx';
import { LEGAL_KINDS, type LegalKind } from './legal-texts.ts';
import { useParam } from '../lib/route-state.ts';

function LegalPageOf({ kind }: { kind: LegalKind }) {
  const { t, i18n } = useTranslation('site');
  const query = useQuery(legalPageQuery(kind, i18n.language));
  const page = query.data;
  if (isProblem(query.error, 'not-found')) return <NotFoundPage />;
  return (
    <Page
      title={page?.title ?? t('legal.loading')}
      intro={page && t('legal.version', { version: page.version, date: date(page.publishedAt) })}
    >
      <DataView query={query} loading={<LoadingState lines={6} height={40} />}>
        {({ locale, markdown }) => (
          <Stack>
            {locale !== i18n.language && (
              <Alert variant="outline" color="brand" icon={<Languages aria-hidden />} maw="70ch">
                <Text>{t('legal.fallback', { language: languageName(locale) })}</Text>
              </Alert>
            )}
            <div lang={locale} dir={locale === 'ar' ? 'rtl' : 'ltr'}>
              <LegalText markdown={markdown} />
            </div>
          </Stack>
        )}
      </DataView>
    </Page>
  );
}

export default function LegalPage() {
  const kind = useParam('kind');
  const known = LEGAL_KINDS.find((one) => one === kind);
  return known === undefined ? <NotFoundPage /> : <LegalPageOf kind={known} />;
}
