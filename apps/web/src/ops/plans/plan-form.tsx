import { Button, Checkbox, Group, NumberInput, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { editableMoney, parseMoney } from '~/shared/format.ts';
import { FormFailure, useProblemForm } from '~/shared/ui/index.ts';
import { notify } from '../ui/notify.ts';
import { type Plan, createPlan, revisePlan } from './use-plans.ts';

const MONEY = ['setupFeeMinor', 'monthlyFeeMinor', 'minimumMonthlyMinor', 'operatorRatePerMinuteMinor'] as const;
const COUNTS = ['maxAdvisors', 'maxUsers', 'maxConcurrentCalls', 'maxApiPerMinute', 'maxStorageMb'] as const;
const HUNDREDTHS = 100;

type Values = Record<(typeof MONEY)[number], string> &
  Record<(typeof COUNTS)[number] | 'operatorShare' | 'trialDays', number | string> & {
    name: string;
    currency: string;
    isPublic: boolean;
  };

/** A new plan, or the next version of one. An empty field asks for nothing, or limits nothing. */
export function PlanForm({ plan, onDone }: { plan: Plan | null; onDone: () => void }) {
  const { t } = useTranslation(['ops', 'common']);
  const currency = plan?.currency ?? 'EUR';
  const form = useProblemForm<Values>({
    initialValues: {
      name: plan?.name ?? '',
      currency,
      isPublic: plan?.isPublic ?? true,
      operatorShare: plan?.terms.operatorShareBp == null ? '' : plan.terms.operatorShareBp / HUNDREDTHS,
      trialDays: plan?.terms.trialDays ?? 0,
      ...(Object.fromEntries(
        MONEY.map((name) => [name, plan?.terms[name] == null ? '' : editableMoney(plan.terms[name], currency)]),
      ) as Pick<Values, (typeof MONEY)[number]>),
      ...(Object.fromEntries(COUNTS.map((name) => [name, plan?.terms[name] ?? ''])) as Pick<
        Values,
        (typeof COUNTS)[number]
      >),
    },
    validate: {
      name: (value) => (value.trim() === '' ? t('plans.missing') : null),
      currency: (value) => (/^[A-Z]{3}$/.test(value) ? null : t('plans.currencyWrong')),
      ...Object.fromEntries(
        MONEY.map((name) => [
          name,
          (value: string, values: Values) =>
            value.trim() !== '' && parseMoney(value, values.currency) === undefined ? t('plans.amountWrong') : null,
        ]),
      ),
    },
  });
  const count = { min: 0, allowDecimal: false, allowNegative: false, hideControls: true } as const;
  const whole = (typed: number | string): number | null => (typeof typed === 'number' ? typed : null);
  return (
    <form
      noValidate
      onSubmit={form.send(async (values) => {
        const amount = (name: (typeof MONEY)[number]): number | null =>
          values[name].trim() === '' ? null : (parseMoney(values[name], values.currency) ?? null);
        const share = whole(values.operatorShare);
        const body = {
          name: values.name.trim(),
          isPublic: values.isPublic,
          setupFeeMinor: amount('setupFeeMinor'),
          monthlyFeeMinor: amount('monthlyFeeMinor'),
          minimumMonthlyMinor: amount('minimumMonthlyMinor'),
          operatorRatePerMinuteMinor: amount('operatorRatePerMinuteMinor'),
          operatorShareBp: share === null ? null : Math.round(share * HUNDREDTHS),
          trialDays: whole(values.trialDays) ?? 0,
          maxAdvisors: whole(values.maxAdvisors),
          maxUsers: whole(values.maxUsers),
          maxConcurrentCalls: whole(values.maxConcurrentCalls),
          maxApiPerMinute: whole(values.maxApiPerMinute),
          maxStorageMb: whole(values.maxStorageMb),
        };
        if (plan) await revisePlan(plan.id, body);
        else await createPlan({ ...body, currency: values.currency });
        notify(t('plans.saved'));
        onDone();
      })}
    >
      <Stack>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput label={t('plans.name')} required maxLength={80} {...form.getInputProps('name')} />
          <TextInput
            label={t('plans.currency')}
            required
            disabled={plan !== null}
            maxLength={3}
            {...form.getInputProps('currency')}
          />
          {MONEY.map((name) => (
            <TextInput
              key={name}
              inputMode="decimal"
              label={t(`plans.${name}`)}
              placeholder={t('plans.nothing')}
              {...form.getInputProps(name)}
            />
          ))}
          <NumberInput
            label={t('plans.operatorShare')}
            placeholder={t('plans.asAgreed')}
            min={0}
            max={100}
            decimalScale={2}
            hideControls
            {...form.getInputProps('operatorShare')}
          />
          <NumberInput label={t('plans.trialDays')} {...count} max={365} {...form.getInputProps('trialDays')} />
          {COUNTS.map((name) => (
            <NumberInput
              key={name}
              label={t(`limits.${name}`)}
              placeholder={t('limits.none')}
              {...count}
              {...form.getInputProps(name)}
            />
          ))}
        </SimpleGrid>
        <Checkbox label={t('plans.isPublic')} {...form.getInputProps('isPublic', { type: 'checkbox' })} />
        <FormFailure failure={form.failure} />
        <Group>
          <Button type="submit" loading={form.isSending}>
            {plan ? t('plans.revise') : t('plans.create')}
          </Button>
          <Button variant="default" onClick={onDone}>
            {t('common:action.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
