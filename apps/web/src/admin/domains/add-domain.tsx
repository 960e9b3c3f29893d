import { Button, Card, Group, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';
import { useDomainActs } from './use-domains.ts';

/** The API judges; this only catches what is no host name at all, in the person's language. */
const HOST = /^([a-z0-9-]+\.)+[a-z0-9-]{2,}$/i;

export function AddDomain() {
  const { t } = useTranslation('admin');
  const { add } = useDomainActs();
  const form = useProblemForm({
    mode: 'uncontrolled',
    initialValues: { host: '' },
    validate: { host: (host) => (HOST.test(host.trim()) ? null : t('domains.hostForm')) },
  });
  const submit = form.send(async ({ host }) => {
    const domain = await add.mutateAsync(host.trim().toLowerCase());
    form.reset();
    announce(t('domains.added', { host: domain.host }));
  });
  return (
    <Card withBorder>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Group align="flex-end">
            <TextInput
              flex={1}
              miw={220}
              label={t('domains.host')}
              description={t('domains.hostHint')}
              inputMode="url"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              required
              key={form.key('host')}
              {...form.getInputProps('host')}
            />
            <Button type="submit" loading={form.isSending}>
              {t('domains.add')}
            </Button>
          </Group>
          <FormFailure failure={form.failure} />
        </Stack>
      </form>
    </Card>
  );
}
