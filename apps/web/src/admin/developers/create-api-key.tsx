import { Button, Card, Checkbox, Group, Stack, TextInput, Textarea, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { FormFailure, useProblemForm } from '~/shared/ui/index.ts';
import { useMode } from '../parts/mode.ts';
import type { NewApiKey } from './use-developers.ts';

type Scope = Schemas['CreateApiKey']['scopes'][number];

/** In the order of the nouns; `*` stands first and makes the others idle. */
const SCOPES = {
  'users:read': 'scope.users_read',
  'users:write': 'scope.users_write',
  'advisors:read': 'scope.advisors_read',
  'advisors:write': 'scope.advisors_write',
  'wallets:read': 'scope.wallets_read',
  'wallets:write': 'scope.wallets_write',
  'calls:read': 'scope.calls_read',
  'calls:write': 'scope.calls_write',
  'bookings:read': 'scope.bookings_read',
  'bookings:write': 'scope.bookings_write',
  'refunds:write': 'scope.refunds_write',
  'events:read': 'scope.events_read',
  'webhooks:read': 'scope.webhooks_read',
  'webhooks:write': 'scope.webhooks_write',
  'logs:read': 'scope.logs_read',
  'test:write': 'scope.test_write',
} as const satisfies Record<Exclude<Scope, '*'>, string>;
const NAMES = Object.keys(SCOPES) as (keyof typeof SCOPES)[];
const LIVE_NAMES = NAMES.filter((name) => name !== 'test:write');

export function CreateApiKey({ onCreated }: { onCreated: (key: NewApiKey) => Promise<void> }) {
  const { t } = useTranslation('developers');
  const form = useProblemForm(
    {
      initialValues: { name: '', scopes: [] as string[], expiresOn: '', addresses: '' },
      validate: { scopes: (chosen) => (chosen.length > 0 ? null : t('keys.scopesMissing')) },
    },
    { expiresAt: 'expiresOn' },
  );
  const mode = useMode();
  const isAll = form.getValues().scopes.includes('*');
  const submit = form.send(async ({ name, scopes, expiresOn, addresses }) => {
    const networks = addresses.split(/[\s,]+/).filter((one) => one !== '');
    const key = await unwrap(
      api.POST('/v1/staff/api-keys', {
        body: {
          name: name.trim(),
          scopes: (isAll ? ['*'] : scopes) as Scope[],
          ...(expiresOn === '' ? {} : { expiresAt: new Date(`${expiresOn}T23:59:59`).toISOString() }),
          ...(networks.length === 0 ? {} : { addresses: networks }),
        },
      }),
    );
    form.reset();
    await onCreated(key);
  });
  return (
    <Card withBorder maw="44rem">
      <form onSubmit={submit} noValidate>
        <Stack>
          <Title order={3} size="h4">
            {t(mode === 'test' ? 'keys.newTest' : 'keys.new')}
          </Title>
          <TextInput
            label={t('keys.name')}
            description={t('keys.nameHint')}
            maxLength={80}
            autoComplete="off"
            required
            {...form.getInputProps('name')}
          />
          <Checkbox.Group label={t('keys.scopes')} required {...form.getInputProps('scopes')}>
            <Stack gap="xs" mt="xs">
              <Checkbox value="*" label={t('keys.all')} />
              {(mode === 'test' ? NAMES : LIVE_NAMES).map((name) => (
                <Checkbox key={name} value={name} disabled={isAll} label={`${t(SCOPES[name])} (${name})`} />
              ))}
            </Stack>
          </Checkbox.Group>
          <TextInput
            type="date"
            label={t('keys.expires')}
            description={t('keys.optional')}
            {...form.getInputProps('expiresOn')}
          />
          <Textarea
            label={t('keys.addresses')}
            description={t('keys.addressesHint')}
            autosize
            minRows={2}
            spellCheck={false}
            {...form.getInputProps('addresses')}
          />
          <FormFailure failure={form.failure} />
          <Group>
            <Button type="submit" loading={form.isSending}>
              {t('keys.create')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}
