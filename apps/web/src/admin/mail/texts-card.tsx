import { Button, Card, NumberInput, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { number } from '~/shared/format.ts';
import { type Column, DataTable, DataView, FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';
import { type StaffTexts, useTextBudget, useTexts } from './use-mail.ts';

type Sample = StaffTexts['samples'][number];
type Month = StaffTexts['months'][number];

/** Texts to advisors (O3): the budget of a day, what was sent, and what they say. Nothing where they are not offered. */
export function TextsCard() {
  const { t } = useTranslation('texts');
  const query = useTexts();
  if (query.data && query.data.channels.length === 0 && query.data.months.length === 0) return null;
  return (
    <Card withBorder component="section" aria-labelledby="texts">
      <Title order={2} size="h4" id="texts">
        {t('staff.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('staff.intro')}
      </Text>
      <DataView query={query}>
        {(view) => (
          <Stack>
            <BudgetForm view={view} />
            <Months months={view.months} />
            <Samples samples={view.samples} />
          </Stack>
        )}
      </DataView>
    </Card>
  );
}

function BudgetForm({ view: { dailyTexts, mostDailyTexts: most, takenToday } }: { view: StaffTexts }) {
  const { t } = useTranslation(['texts', 'common']);
  const save = useTextBudget();
  const form = useProblemForm<{ dailyTexts: number | string }>({
    initialValues: { dailyTexts },
    validate: {
      dailyTexts: (typed) =>
        typeof typed === 'number' && typed <= most ? null : t('texts:staff.tooMany', { most: number(most) }),
    },
  });
  const submit = form.send(async ({ dailyTexts: typed }) => {
    await save(typed as number);
    announce(t('texts:staff.saved'));
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack maw={480}>
        <Text role="status">{t('texts:staff.today', { taken: number(takenToday), most: number(dailyTexts) })}</Text>
        <NumberInput
          label={t('texts:staff.daily')}
          description={t('texts:staff.dailyText', { most: number(most) })}
          min={0}
          allowDecimal={false}
          allowNegative={false}
          hideControls
          {...form.getInputProps('dailyTexts')}
        />
        <FormFailure failure={form.failure} />
        <Button type="submit" loading={form.isSending} style={{ alignSelf: 'flex-start' }}>
          {t('common:action.save')}
        </Button>
      </Stack>
    </form>
  );
}

function Months({ months }: { months: Month[] }) {
  const { t } = useTranslation('texts');
  const columns: Column<Month>[] = [
    { id: 'month', header: t('staff.month'), cell: ({ month }) => month },
    { id: 'texts', header: t('staff.count'), cell: ({ texts }) => number(texts) },
    { id: 'segments', header: t('staff.segments'), cell: ({ segments }) => number(segments) },
  ];
  return (
    <section aria-labelledby="texts-sent">
      <Title order={3} size="h5" id="texts-sent">
        {t('staff.months')}
      </Title>
      {months.length === 0 ? (
        <Text>{t('staff.none')}</Text>
      ) : (
        <DataTable caption={t('staff.months')} rows={months} columns={columns} rowKey={({ month }) => month} />
      )}
    </section>
  );
}

function Samples({ samples }: { samples: Sample[] }) {
  const { t } = useTranslation('texts');
  const columns: Column<Sample>[] = [
    { id: 'kind', header: t('staff.what'), cell: ({ kind }) => t(`kind.${kind}`) },
    { id: 'locale', header: t('staff.locale'), cell: ({ locale }) => t(`locale.${locale}`) },
    { id: 'text', header: t('staff.says'), cell: ({ text }) => text },
    { id: 'segments', header: t('staff.parts'), cell: ({ segments }) => number(segments) },
  ];
  return (
    <section aria-labelledby="texts-words">
      <Title order={3} size="h5" id="texts-words">
        {t('staff.words')}
      </Title>
      <DataTable
        caption={t('staff.words')}
        rows={samples}
        columns={columns}
        rowKey={({ kind, locale }) => `${kind}.${locale}`}
      />
    </section>
  );
}
