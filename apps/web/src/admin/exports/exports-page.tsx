import { Group, SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DownloadButton } from '~/shared/ui/download-button.tsx';
import { Page } from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';
import { FilterBar, PeriodFilter } from '../parts/filter-fields.tsx';
import { period, queryOf, useFilters } from '../parts/filters.ts';
import { useStaff } from '../staff.tsx';
import { TakeAlong } from './take-along.tsx';

const FILES = ['calls', 'people', 'advisors', 'ratings'] as const;
const FORMATS = ['csv', 'json'] as const;

/** Whole tables as files. Each file that is taken stands in the audit log. */
export function ExportsPage() {
  const { t } = useTranslation('admin');
  const staff = useStaff();
  const filters = useFilters(['from', 'to'] as const);
  // Addresses of people are for those who run the licence.
  const files = FILES.filter((file) => file !== 'people' || staff.is('owner', 'admin'));
  return (
    <Page title={t('exports.title')} intro={t('exports.intro')}>
      <FilterBar onClear={filters.isFiltered ? filters.clear : undefined}>
        <PeriodFilter filters={filters} />
      </FilterBar>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {files.map((file) => (
          <Section key={file} title={t(`exports.file.${file}`)} text={t(`exports.about.${file}`)}>
            <Group gap="sm">
              {FORMATS.map((format) => (
                <DownloadButton
                  key={format}
                  path={`/v1/staff/exports/${file}${queryOf({ ...period(filters.values), format })}`}
                  fileName={`${file}.${format}`}
                  label={t(`exports.format.${format}`)}
                  description={t(`exports.describe.${format}`, { file: t(`exports.file.${file}`) })}
                />
              ))}
            </Group>
          </Section>
        ))}
      </SimpleGrid>
      {staff.is('owner') && (
        <Section title={t('exports.wholeTitle')}>
          <TakeAlong />
        </Section>
      )}
    </Page>
  );
}
