import { Anchor, Stack, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { date } from '~/shared/format.ts';
import { DataView, LoadingState, Page, StatusBadge } from '~/shared/ui/index.ts';
import { LEGAL_KINDS, LEGAL_LOCALES, type LegalState } from './kinds.ts';
import { useLegalOverview } from './use-legal.ts';

/** Every page in every language: what is public, and what waits. */
export function LegalOverviewPage() {
  const { t } = useTranslation('admin');
  const overview = useLegalOverview();
  return (
    <Page title={t('legal.title')} intro={t('legal.intro')}>
      <DataView query={overview} loading={<LoadingState lines={5} height={64} />}>
        {(states) => (
          <Table className="data-table" verticalSpacing="sm">
            <caption className="visually-hidden">{t('legal.title')}</caption>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{t('legal.page')}</Table.Th>
                {LEGAL_LOCALES.map((locale) => (
                  <Table.Th key={locale} scope="col">
                    {t(`legal.language.${locale}`)}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {LEGAL_KINDS.map((kind) => (
                <Table.Tr key={kind}>
                  <Table.Th scope="row">{t(`legal.kind.${kind}`)}</Table.Th>
                  {LEGAL_LOCALES.map((locale) => {
                    const state = states.find((one) => one.kind === kind && one.locale === locale);
                    return (
                      <Table.Td key={locale} data-label={t(`legal.language.${locale}`)}>
                        {state && <Cell state={state} />}
                      </Table.Td>
                    );
                  })}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </DataView>
    </Page>
  );
}

function Cell({ state: { kind, locale, current, draft } }: { state: LegalState }) {
  const { t } = useTranslation('admin');
  const label = t(current || draft ? 'legal.editNamed' : 'legal.writeNamed', {
    page: t(`legal.kind.${kind}`),
    language: t(`legal.language.${locale}`),
  });
  return (
    <Stack gap={4} align="flex-start">
      <Anchor component={Link} to={`/legal/${kind}/${locale}`} aria-label={label}>
        {current || draft ? t('legal.edit') : t('legal.write')}
      </Anchor>
      {current ? (
        <>
          <StatusBadge tone="good">{t('legal.version', { number: current.version })}</StatusBadge>
          <Text size="sm" c="dimmed">
            {date(current.publishedAt)}
          </Text>
        </>
      ) : (
        <StatusBadge tone="quiet">{t('legal.none')}</StatusBadge>
      )}
      {draft && <StatusBadge tone="waiting">{t('legal.draft')}</StatusBadge>}
    </Stack>
  );
}
