import { Button, Card, Checkbox, Group, Stack, TextInput, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ReactNode } from 'react';
import type { Schemas } from '~/shared/api/index.ts';
import { parseMoney } from '~/shared/format.ts';
import { FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';

const CODE = /^[A-Za-z0-9-]{4,32}$/;
const whole = (typed: string): number | undefined => (/^\d{1,7}$/.test(typed) ? Number.parseInt(typed, 10) : undefined);

interface CouponFormProps {
  readonly currency: string;
  /** Who pays, where there is a choice. */
  readonly children?: ReactNode;
  /** Makes the code; what it throws is shown. @returns what to tell */
  readonly create: (terms: Schemas['CouponTerms']) => Promise<string>;
}

/** What a new code gives. */
export function CouponForm({ currency, children, create }: CouponFormProps) {
  const { t } = useTranslation('coupons');
  const count = (typed: string): string | null => (typed === '' || whole(typed) ? null : t('invalidCount'));
  const form = useProblemForm(
    {
      mode: 'uncontrolled',
      initialValues: {
        code: '',
        amount: '',
        endsOn: '',
        creditDays: '',
        perUser: '1',
        total: '',
        firstTopUpOnly: false,
      },
      validate: {
        code: (typed) => (CODE.test(typed.trim()) ? null : t('invalidCode')),
        amount: (typed) => (parseMoney(typed, currency) ? null : t('invalidAmount')),
        creditDays: count,
        perUser: (typed) => (whole(typed) ? null : t('invalidCount')),
        total: count,
      },
    },
    { amountMinor: 'amount', endsAt: 'endsOn' },
  );
  const submit = form.send(async (typed) => {
    const creditDays = whole(typed.creditDays);
    const total = whole(typed.total);
    const told = await create({
      code: typed.code.trim(),
      amountMinor: parseMoney(typed.amount, currency) ?? 0,
      perUser: whole(typed.perUser) ?? 1,
      firstTopUpOnly: typed.firstTopUpOnly,
      ...(typed.endsOn === '' ? {} : { endsAt: new Date(`${typed.endsOn}T23:59:59`).toISOString() }),
      ...(creditDays === undefined ? {} : { creditDays }),
      ...(total === undefined ? {} : { total }),
    });
    form.reset();
    announce(told);
  });
  return (
    <Card withBorder component="section" aria-labelledby="new-coupon" maw="40rem">
      <form onSubmit={submit} noValidate>
        <Stack>
          <Title order={2} size="h4" id="new-coupon">
            {t('new')}
          </Title>
          <Group grow align="flex-start">
            <TextInput
              label={t('code')}
              description={t('codeHint')}
              autoComplete="off"
              spellCheck={false}
              required
              key={form.key('code')}
              {...form.getInputProps('code')}
            />
            <TextInput
              label={t('amountIn', { currency })}
              description={t('amountHint')}
              inputMode="decimal"
              required
              key={form.key('amount')}
              {...form.getInputProps('amount')}
            />
          </Group>
          <Group grow align="flex-start">
            <TextInput
              type="date"
              label={t('endsOn')}
              description={t('optional')}
              key={form.key('endsOn')}
              {...form.getInputProps('endsOn')}
            />
            <TextInput
              label={t('creditDays')}
              description={t('creditDaysHint')}
              inputMode="numeric"
              key={form.key('creditDays')}
              {...form.getInputProps('creditDays')}
            />
          </Group>
          <Group grow align="flex-start">
            <TextInput
              label={t('perUser')}
              description={t('perUserHint')}
              inputMode="numeric"
              required
              key={form.key('perUser')}
              {...form.getInputProps('perUser')}
            />
            <TextInput
              label={t('total')}
              description={t('optional')}
              inputMode="numeric"
              key={form.key('total')}
              {...form.getInputProps('total')}
            />
          </Group>
          <Checkbox
            label={t('firstTopUpOnly')}
            key={form.key('firstTopUpOnly')}
            {...form.getInputProps('firstTopUpOnly', { type: 'checkbox' })}
          />
          {children}
          <FormFailure failure={form.failure} />
          <Group>
            <Button type="submit" loading={form.isSending}>
              {t('create')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}
