import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Column, ConfirmButton, DataTable, DataView, EmptyState, Page, StatusBadge } from '~/shared/ui/index.ts';
import { notify } from '../ui/notify.ts';
import { Section } from '../ui/section.tsx';
import { PlanForm } from './plan-form.tsx';
import { PlanTerms } from './plan-terms.tsx';
import { type Plan, archivePlan, usePlans } from './use-plans.ts';

/** Public, and yet nobody can take it: it costs something, and the issuer of invoices is not given. */
const isWithheld = ({ archivedAt, isPublic, isOffered }: Plan): boolean =>
  archivedAt === null && isPublic && !isOffered;

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
      cell: (plan) => <State plan={plan} />,
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
        {rows.some(isWithheld) && (
          <Alert
            variant="outline"
            color="warning"
            icon={<TriangleAlert aria-hidden />}
            title={t('plans.withheldTitle')}
          >
            <Stack gap="xs" align="flex-start">
              <Text>{t('plans.withheldText')}</Text>
              <Anchor component={Link} to="/invoices" underline="always">
                {t('plans.toIssuer')}
              </Anchor>
            </Stack>
          </Alert>
        )}
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

function State({ plan }: { plan: Plan }) {
  const { t } = useTranslation('ops');
  if (plan.archivedAt !== null) return <StatusBadge tone="quiet">{t('plans.archived')}</StatusBadge>;
  if (!plan.isPublic) return <StatusBadge tone="waiting">{t('plans.hidden')}</StatusBadge>;
  if (!plan.isOffered) return <StatusBadge tone="bad">{t('plans.withheld')}</StatusBadge>;
  return <StatusBadge tone="good">{t('plans.offered')}</StatusBadge>;
}
