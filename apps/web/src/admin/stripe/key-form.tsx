import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, isProblem } from '~/shared/api/index.ts';
import { FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';
import { giveKey } from './use-stripe.ts';

/** What the API found wrong with a key, in our own words where there are some. */
const FAULTS = [
  'wrong_key',
  'wrong_mode',
  'lacks_permission',
  'other_country',
  'other_currency',
  'other_account',
  'account_taken',
] as const;

interface Fault {
  readonly fault: (typeof FAULTS)[number];
  readonly found: string;
  readonly expected: string;
  readonly permissions: string;
}

function faultOf(error: unknown): Fault | undefined {
  if (!(error instanceof ApiProblem) || !isProblem(error, 'stripe-key-unfit')) return undefined;
  const { fault, found, expected, permissions } = error.extensions;
  const known = FAULTS.find((one) => one === fault);
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return (
    known && {
      fault: known,
      found: text(found),
      expected: text(expected),
      permissions: Array.isArray(permissions) ? permissions.join(', ') : '',
    }
  );
}

/** The key is sent once and never comes back. */
export function KeyForm({ isConnected }: { isConnected: boolean }) {
  const { t } = useTranslation('money');
  const [fault, setFault] = useState<Fault | null>(null);
  const form = useProblemForm({
    initialValues: { secretKey: '' },
    validate: { secretKey: (key) => (/^(sk|rk)_\S{9,}$/.test(key.trim()) ? null : t('platform.key.form')) },
  });
  const submit = form.send(async ({ secretKey }) => {
    setFault(null);
    try {
      await giveKey(secretKey.trim());
    } catch (error) {
      const found = faultOf(error);
      if (!found) throw error;
      setFault(found);
      return;
    }
    form.reset();
    announce(isConnected ? t('platform.key.replaced') : t('platform.key.saved'));
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        {isConnected && <Text size="sm">{t('platform.key.replaceText')}</Text>}
        <PasswordInput
          label={t('platform.key.label')}
          description={t('platform.key.hint')}
          required
          maw={520}
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('secretKey')}
        />
        <FormFailure failure={fault ? t(`platform.fault.${fault.fault}`, { ...fault }) : form.failure} />
        <Group>
          <Button type="submit" loading={form.isSending}>
            {isConnected ? t('platform.key.replace') : t('platform.key.connect')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
