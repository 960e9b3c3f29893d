import { Button, Group, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Column, ConfirmButton, DataTable, DataView, EmptyState, Page, StatusBadge } from '~/shared/ui/index.ts';
import { notify } from '../ui/notify.ts';
import { Section } from '../ui/section.tsx';
import { PlanForm } from './plan-form.tsx';
import { PlanTerms } from './plan-terms.tsx';
import { type Plan, archivePlan, usePlans } from './use-plans.ts';

/** What the operator offers. An edit is a new version, and running licences keep theirs. */
export function PlansPage() {
  const { t } = useTranslation('ops');
  const { query, rows, more } = usePlans();
  const [edited, setEdited] = useState<Plan | 'new' | null>(null);
  const columns: Column<Plan>[] = [
    { id: 'name', header: t('plans.name'), cell: ({ name, version }) => t('plans.version', { name, version }) },
    {
      id: 'terms',
      header: t('plans.terms'),
      cell: ({ terms, currency }) => <PlanTerms terms={terms} currency={currency} />,
    },
    {
      id: 'state',
      header: t('plans.state'),
      cell: ({ archivedAt, isPublic }) => (
        <StatusBadge tone={archivedAt !== null ? 'quiet' : isPublic ? 'good' : 'waiting'}>
          {archivedAt !== null ? t('plans.archived') : isPublic ? t('plans.offered') : t('plans.hidden')}
        </StatusBadge>
      ),
    },
    {
      id: 'acts',
      header: '',
      cell: (plan) =>
        plan.archivedAt === null && (
          <Group gap="xs">
            <Button size="xs" variant="default" onClick={() => setEdited(plan)}>
              {t('plans.edit')}
            </Button>
            <ConfirmButton
              size="xs"
              variant="default"
              title={t('plans.archiveTitle', { name: plan.name })}
              text={t('plans.archiveText')}
              confirmLabel={t('plans.archive')}
              onConfirm={async () => {
                await archivePlan(plan.id);
                notify(t('plans.isArchived', { name: plan.name }));
              }}
            >
              {t('plans.archive')}
            </ConfirmButton>
          </Group>
        ),
    },
  ];
  return (
    <Page
      title={t('plans.title')}
      intro={t('plans.intro')}
      actions={edited === null && <Button onClick={() => setEdited('new')}>{t('plans.new')}</Button>}
    >
      <Stack gap="lg">
        {edited !== null && (
          <Section title={edited === 'new' ? t('plans.new') : t('plans.editOf', { name: edited.name })}>
            <PlanForm
              key={edited === 'new' ? 'new' : edited.id}
              plan={edited === 'new' ? null : edited}
              onDone={() => setEdited(null)}
            />
          </Section>
        )}
        <DataView
          query={query}
          isEmpty={() => rows.length === 0}
          empty={<EmptyState title={t('plans.none')} text={t('plans.noneText')} />}
        >
          {() => (
            <DataTable caption={t('plans.title')} rows={rows} columns={columns} rowKey={({ id }) => id} more={more} />
          )}
        </DataView>
      </Stack>
    </Page>
  );
}
