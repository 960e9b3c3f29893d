import { Button, Group, PasswordInput, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';
import { type Webhook, giveSecret } from './use-stripe.ts';

interface Props {
  readonly endpoint: Webhook['endpoint'];
  /** Names the endpoint for those who do not see what is above. */
  readonly title: string;
  readonly isSet: boolean;
}

export function SecretForm({ endpoint, title, isSet }: Props) {
  const { t } = useTranslation('money');
  const form = useProblemForm({
    initialValues: { secret: '' },
    validate: { secret: (secret) => (/^whsec_\S{6,}$/.test(secret.trim()) ? null : t('platform.webhooks.form')) },
  });
  const submit = form.send(async ({ secret }) => {
    await giveSecret(endpoint, secret.trim());
    form.reset();
    announce(t('platform.webhooks.saved'));
  });
  const action = isSet ? t('platform.webhooks.change') : t('platform.webhooks.save');
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="xs">
        <PasswordInput
          label={t('platform.webhooks.secret')}
          description={t('platform.webhooks.secretHint')}
          required
          maw={520}
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('secret')}
        />
        <FormFailure failure={form.failure} />
        <Group>
          <Button type="submit" variant="default" loading={form.isSending} aria-label={`${action}: ${title}`}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
