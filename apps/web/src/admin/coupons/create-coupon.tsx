import { Button, Card, Checkbox, Group, Stack, TextInput, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '~/shared/api/index.ts';
import { boot } from '~/shared/boot.ts';
import { parseMoney } from '~/shared/format.ts';
import { FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';

const CODE = /^[A-Za-z0-9-]{4,32}$/;
const whole = (typed: string): number | undefined => (/^\d{1,7}$/.test(typed) ? Number.parseInt(typed, 10) : undefined);

/** A new code. Its cost is the licensee's: the form says so before it is made. */
export function CreateCoupon({ onCreated }: { onCreated: () => Promise<void> }) {
  const { t } = useTranslation('admin');
  const { currency } = boot.site;
  const count = (typed: string): string | null => (typed === '' || whole(typed) ? null : t('coupons.invalidCount'));
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
        code: (typed) => (CODE.test(typed.trim()) ? null : t('coupons.invalidCode')),
        amount: (typed) => (parseMoney(typed, currency) ? null : t('coupons.invalidAmount')),
        creditDays: count,
        perUser: (typed) => (whole(typed) ? null : t('coupons.invalidCount')),
        total: count,
      },
    },
    { amountMinor: 'amount', endsAt: 'endsOn' },
  );
  const submit = form.send(async (typed) => {
    const creditDays = whole(typed.creditDays);
    const total = whole(typed.total);
    const coupon = await unwrap(
      api.POST('/v1/staff/coupons', {
        body: {
          code: typed.code.trim(),
          amountMinor: parseMoney(typed.amount, currency) ?? 0,
          perUser: whole(typed.perUser) ?? 1,
          firstTopUpOnly: typed.firstTopUpOnly,
          ...(typed.endsOn === '' ? {} : { endsAt: new Date(`${typed.endsOn}T23:59:59`).toISOString() }),
          ...(creditDays === undefined ? {} : { creditDays }),
          ...(total === undefined ? {} : { total }),
        },
      }),
    );
    form.reset();
    announce(t('coupons.created', { code: coupon.code }));
    await onCreated();
  });
  return (
    <Card withBorder component="section" aria-labelledby="new-coupon" maw="40rem">
      <form onSubmit={submit} noValidate>
        <Stack>
          <Title order={2} size="h4" id="new-coupon">
            {t('coupons.new')}
          </Title>
          <Group grow align="flex-start">
            <TextInput
              label={t('coupons.code')}
              description={t('coupons.codeHint')}
              autoComplete="off"
              spellCheck={false}
              required
              key={form.key('code')}
              {...form.getInputProps('code')}
            />
            <TextInput
              label={t('coupons.amountIn', { currency })}
              description={t('coupons.amountHint')}
              inputMode="decimal"
              required
              key={form.key('amount')}
              {...form.getInputProps('amount')}
            />
          </Group>
          <Group grow align="flex-start">
            <TextInput
              type="date"
              label={t('coupons.endsOn')}
              description={t('coupons.optional')}
              key={form.key('endsOn')}
              {...form.getInputProps('endsOn')}
            />
            <TextInput
              label={t('coupons.creditDays')}
              description={t('coupons.creditDaysHint')}
              inputMode="numeric"
              key={form.key('creditDays')}
              {...form.getInputProps('creditDays')}
            />
          </Group>
          <Group grow align="flex-start">
            <TextInput
              label={t('coupons.perUser')}
              inputMode="numeric"
              required
              key={form.key('perUser')}
              {...form.getInputProps('perUser')}
            />
            <TextInput
              label={t('coupons.total')}
              description={t('coupons.optional')}
              inputMode="numeric"
              key={form.key('total')}
              {...form.getInputProps('total')}
            />
          </Group>
          <Checkbox
            label={t('coupons.firstTopUpOnly')}
            key={form.key('firstTopUpOnly')}
            {...form.getInputProps('firstTopUpOnly', { type: 'checkbox' })}
          />
          <FormFailure failure={form.failure} />
          <Group>
            <Button type="submit" loading={form.isSending}>
              {t('coupons.create')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}
