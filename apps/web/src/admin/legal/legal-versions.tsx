import { Accordion, Stack, Text, Title } from '@mantine/core';
import { Suspense, lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { dateTime } from '~/shared/format.ts';
import { DataView, LoadingState, MoreButton } from '~/shared/ui/index.ts';
import type { LegalKind, LegalLocale } from './kinds.ts';
import { useLegalVersions } from './use-legal.ts';

const Markdown = lazy(() => import('./markdown.tsx'));

/** Everything that was ever published. People agreed to these words, so they never change. */
export function LegalVersions({ kind, locale }: { kind: LegalKind; locale: LegalLocale }) {
  const { t } = useTranslation('admin');
  const { query, rows, more } = useLegalVersions(kind, locale);
  return (
    <Stack component="section" gap="sm" aria-label={t('legal.versions')}>
      <Title order={2} size="h4">
        {t('legal.versions')}
      </Title>
      <DataView query={query} isEmpty={() => rows.length === 0} empty={<Text c="dimmed">{t('legal.noVersions')}</Text>}>
        {() => (
          <>
            <Accordion variant="separated" order={3}>
              {rows.map(({ version, title, markdown, publishedAt }) => (
                <Accordion.Item key={version} value={`${version}`}>
                  <Accordion.Control>
                    {t('legal.versionRow', { number: version, at: dateTime(publishedAt), title })}
                  </Accordion.Control>
                  <Accordion.Panel>
                    <Suspense fallback={<LoadingState />}>
                      <Markdown text={markdown} locale={locale} />
                    </Suspense>
                  </Accordion.Panel>
                </Accordion.Item>
              ))}
            </Accordion>
            <MoreButton more={more} />
          </>
        )}
      </DataView>
    </Stack>
  );
}
