import { Button, Group, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DataView, FormFailure, LoadingState, useProblemForm } from '~/shared/ui/index.ts';
import { notify } from '../ui/notify.ts';
import { Section } from '../ui/section.tsx';
import { type Bearers, setBearers, useBearers } from './use-licence.ts';

const FEE_SIDES = ['licensee', 'operator'] as const satisfies readonly Bearers['stripeFeeBearer'][];
const SELLERS = ['licensee', 'operator'] as const satisfies readonly Bearers['sellerOfRecord'][];
const ALL_SIDES = ['licensee', 'operator', 'advisor'] as const satisfies readonly Bearers['disputeBearer'][];

/** Who bears Stripe's fees and disputes, and who sells the calls. */
export function BearersSection({ id }: { id: string }) {
  const { t } = useTranslation('ops');
  const query = useBearers(id);
  return (
    <Section title={t('bearers.title')} intro={t('bearers.intro')}>
      <DataView query={query} loading={<LoadingState lines={3} height={40} />}>
        {(bearers) => <BearersForm id={id} bearers={bearers} />}
      </DataView>
    </Section>
  );
}

function BearersForm({ id, bearers }: { id: string; bearers: Bearers }) {
  const { t } = useTranslation('ops');
  const form = useProblemForm<Bearers & { reason: string }>({
    initialValues: { ...bearers, reason: '' },
    validate: { reason: (value) => (value.trim().length < 3 ? t('reason.tooShort', { count: 3 }) : null) },
  });
  const choices = (sides: readonly Bearers['disputeBearer'][]) =>
    sides.map((value) => ({ value, label: t(`bearers.sides.${value}`) }));
  return (
    <form
      noValidate
      onSubmit={form.send(async ({ reason, ...chosen }) => {
        await setBearers(id, { ...chosen, reason: reason.trim() });
        form.setFieldValue('reason', '');
        notify(t('bearers.saved'));
      })}
    >
      <Stack>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Select
            label={t('bearers.stripeFee')}
            data={choices(FEE_SIDES)}
            allowDeselect={false}
            {...form.getInputProps('stripeFeeBearer')}
          />
          <Select
            label={t('bearers.disputeFee')}
            data={choices(ALL_SIDES)}
            allowDeselect={false}
            {...form.getInputProps('disputeFeeBearer')}
          />
          <Select
            label={t('bearers.disputeLoss')}
            description={t('bearers.disputeLossText')}
            data={choices(ALL_SIDES)}
            allowDeselect={false}
            {...form.getInputProps('disputeBearer')}
          />
          <Select
            label={t('bearers.seller')}
            description={t('bearers.sellerText')}
            data={choices(SELLERS)}
            allowDeselect={false}
            {...form.getInputProps('sellerOfRecord')}
          />
        </SimpleGrid>
        <TextInput label={t('reason.label')} required maxLength={300} {...form.getInputProps('reason')} />
        <FormFailure failure={form.failure} />
        <Group>
          <Button type="submit" loading={form.isSending}>
            {t('bearers.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
