import { Button, Card, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, sendOnce, unwrap } from '~/shared/api/index.ts';
import { date, money } from '~/shared/format.ts';
import { FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';
import { keys } from '../lib/keys.ts';

const CODE = /^[A-Za-z0-9-]{4,32}$/;

/** A code for promo credit. */
export function CouponForm() {
  const { t } = useTranslation('wallet');
  const client = useQueryClient();
  const [done, setDone] = useState<string | null>(null);
  const form = useProblemForm({
    mode: 'uncontrolled',
    initialValues: { code: '' },
    validate: { code: (code) => (CODE.test(code.trim()) ? null : t('coupon.invalid')) },
  });
  const submit = form.send(async ({ code }) => {
    setDone(null);
    const typed = code.trim().toUpperCase();
    const got = await sendOnce(`coupon:${typed}`, ({ header }) =>
      unwrap(api.POST('/v1/wallet/coupons', { params: { header }, body: { code: typed } })),
    );
    const amount = money(got.amountMinor, got.currency);
    const message =
      got.expiresAt === null
        ? t('coupon.done', { amount })
        : t('coupon.doneUntil', { amount, date: date(got.expiresAt) });
    form.reset();
    setDone(message);
    announce(message);
    for (const queryKey of [keys.wallet, keys.statement]) void client.invalidateQueries({ queryKey });
  });
  return (
    <Card withBorder maw="32rem" component="section" aria-labelledby="coupon">
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <Title order={2} size="h4" id="coupon">
            {t('coupon.title')}
          </Title>
          <Group align="flex-end">
            <TextInput
              flex={1}
              miw={180}
              label={t('coupon.code')}
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              required
              key={form.key('code')}
              {...form.getInputProps('code')}
            />
            <Button type="submit" variant="default" loading={form.isSending}>
              {t('coupon.use')}
            </Button>
          </Group>
          <FormFailure failure={form.failure} />
          {done !== null && <Text>{done}</Text>}
        </Stack>
      </form>
    </Card>
  );
}
