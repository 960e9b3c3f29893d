import { Button, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { DataTable, DataView, Page } from '~/shared/ui/index.ts';
import { FilterBar, NoRows, SearchFilter, SelectFilter } from '../parts/filter-fields.tsx';
import { useFilters } from '../parts/filters.ts';
import { ModeSwitch } from '../parts/mode-switch.tsx';
import { moment } from '../parts/moment.ts';
import { useEventTypes, useEvents } from './data.ts';
import { Block } from './delivery-page.tsx';
import { SubjectLink } from './subject-link.tsx';

const SUBJECT = /^[a-z]+_[0-9a-z]{26}$/;

/** What happened, as programs are told it [N10]. */
export function EventsPage() {
  const { t } = useTranslation('webhooks');
  const filters = useFilters(['type', 'subject'] as const);
  const types = useEventTypes();
  const { type, subject } = filters.values;
  const { query, rows, more } = useEvents({
    ...(type && { type }),
    ...(subject && SUBJECT.test(subject) && { subject }),
  });
  return (
    <Page title={t('events.title')} intro={t('events.intro')}>
      <ModeSwitch />
      <FilterBar onClear={filters.isFiltered ? filters.clear : undefined}>
        <SelectFilter
          label={t('filterType')}
          value={type}
          choices={(types.data ?? []).map((value) => ({ value, label: value }))}
          onChange={(next) => filters.set({ type: next })}
        />
        <SearchFilter
          label={t('filterSubject')}
          value={subject}
          onChange={(next) => filters.set({ subject: next || null })}
        />
      </FilterBar>
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={<NoRows filters={filters} title={t('events.none')} text={t('events.noneText')} />}
      >
        {() => (
          <DataTable
            caption={t('events.title')}
            rows={rows}
            rowKey={({ id }) => id}
            more={more}
            columns={[
              { id: 'at', header: t('at'), cell: ({ timestamp }) => moment(timestamp) },
              { id: 'type', header: t('event'), cell: ({ type: name }) => <Text fw={600}>{name}</Text> },
              { id: 'subject', header: t('subject'), cell: ({ subject: id }) => <SubjectLink id={id} /> },
              { id: 'content', header: t('events.content'), cell: (event) => <EventContent event={event} /> },
            ]}
          />
        )}
      </DataView>
    </Page>
  );
}

function EventContent({ event }: { event: Schemas['EventView'] }) {
  const { t } = useTranslation('webhooks');
  const [isOpen, { toggle }] = useDisclosure(false);
  return (
    <Stack gap="xs" align="flex-start">
      <Button variant="subtle" size="compact-md" onClick={toggle} aria-expanded={isOpen}>
        {isOpen ? t('events.hide') : t('events.show', { type: event.type })}
      </Button>
      {isOpen && <Block text={JSON.stringify(event, null, 2)} label={event.id} />}
    </Stack>
  );
}
