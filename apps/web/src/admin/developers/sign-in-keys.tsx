import { Button, Card, Group, Stack, Text, TextInput, Textarea, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import {
  ConfirmButton,
  DataTable,
  DataView,
  EmptyState,
  FormFailure,
  StatusBadge,
  announce,
  useProblemForm,
} from '~/shared/ui/index.ts';
import { SIGN_IN_KEYS, useChanged } from './use-developers.ts';

type SignInKey = Schemas['SignInKeyView'];

/** The members that are texts; what a JWK has besides them makes no key. */
function jwkOf(typed: string): Record<string, string> | undefined {
  try {
    const value: unknown = JSON.parse(typed);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return Object.fromEntries(
      Object.entries(value).filter((member): member is [string, string] => typeof member[1] === 'string'),
    );
  } catch {
    return undefined;
  }
}

export function SignInKeys() {
  const { t } = useTranslation('developers');
  const changed = useChanged(SIGN_IN_KEYS);
  const query = useQuery({ queryKey: SIGN_IN_KEYS, queryFn: () => unwrap(api.GET('/v1/staff/sign-in-keys')) });
  return (
    <Stack>
      <AddKey onAdded={changed} />
      <DataView
        query={query}
        isEmpty={({ data }) => data.length === 0}
        empty={<EmptyState title={t('signIn.none')} text={t('signIn.noneText')} />}
      >
        {({ data }) => (
          <DataTable
            caption={t('signIn.title')}
            rows={data}
            rowKey={({ id }) => id}
            columns={[
              {
                id: 'key',
                header: t('signIn.key'),
                cell: ({ name, issuer, kid }) => (
                  <div>
                    <Text fw={600}>{name}</Text>
                    <Text size="sm" c="dimmed">{`${issuer} · ${kid}`}</Text>
                  </div>
                ),
              },
              { id: 'algorithm', header: t('signIn.algorithm'), cell: ({ algorithm }) => algorithm },
              {
                id: 'audience',
                header: t('signIn.audience'),
                cell: ({ audience }) => (
                  <Text size="sm" ff="monospace">
                    {audience}
                  </Text>
                ),
              },
              {
                id: 'state',
                header: t('signIn.state'),
                cell: ({ revokedAt }) =>
                  revokedAt === null ? (
                    <StatusBadge tone="good">{t('signIn.works')}</StatusBadge>
                  ) : (
                    <StatusBadge tone="quiet">{t('signIn.revoked')}</StatusBadge>
                  ),
              },
              {
                id: 'acts',
                header: t('signIn.acts'),
                cell: (key) => (key.revokedAt === null ? <Revoke signInKey={key} onRevoked={changed} /> : null),
              },
            ]}
          />
        )}
      </DataView>
    </Stack>
  );
}

function Revoke({ signInKey: { id, name }, onRevoked }: { signInKey: SignInKey; onRevoked: () => Promise<void> }) {
  const { t } = useTranslation('developers');
  return (
    <ConfirmButton
      size="xs"
      variant="outline"
      color="danger"
      aria-label={t('signIn.revokeNamed', { name })}
      title={t('signIn.revokeTitle', { name })}
      text={t('signIn.revokeText')}
      confirmLabel={t('signIn.revokeConfirm')}
      onConfirm={async () => {
        await unwrap(api.POST('/v1/staff/sign-in-keys/{id}/revoke', { params: { path: { id } } }));
        announce(t('signIn.revokedNow', { name }));
        await onRevoked();
      }}
    >
      {t('signIn.revoke')}
    </ConfirmButton>
  );
}

function AddKey({ onAdded }: { onAdded: () => Promise<void> }) {
  const { t } = useTranslation('developers');
  const form = useProblemForm({
    mode: 'uncontrolled',
    initialValues: { name: '', issuer: '', kid: '', jwk: '' },
    validate: { jwk: (typed) => (jwkOf(typed) ? null : t('signIn.jwkInvalid')) },
  });
  const submit = form.send(async ({ name, issuer, kid, jwk }) => {
    const key = await unwrap(
      api.POST('/v1/staff/sign-in-keys', {
        body: { name: name.trim(), issuer: issuer.trim(), kid: kid.trim(), jwk: jwkOf(jwk) ?? {} },
      }),
    );
    form.reset();
    announce(t('signIn.added', { name: key.name }));
    await onAdded();
  });
  return (
    <Card withBorder maw="44rem">
      <form onSubmit={submit} noValidate>
        <Stack>
          <Title order={3} size="h4">
            {t('signIn.new')}
          </Title>
          <TextInput
            label={t('signIn.name')}
            autoComplete="off"
            required
            key={form.key('name')}
            {...form.getInputProps('name')}
          />
          <Group grow align="flex-start">
            <TextInput
              label={t('signIn.issuer')}
              autoComplete="off"
              required
              key={form.key('issuer')}
              {...form.getInputProps('issuer')}
            />
            <TextInput
              label={t('signIn.kid')}
              autoComplete="off"
              required
              key={form.key('kid')}
              {...form.getInputProps('kid')}
            />
          </Group>
          <Textarea
            label={t('signIn.jwk')}
            description={t('signIn.jwkHint')}
            autosize
            minRows={3}
            spellCheck={false}
            required
            key={form.key('jwk')}
            {...form.getInputProps('jwk')}
          />
          <FormFailure failure={form.failure} />
          <Group>
            <Button type="submit" loading={form.isSending}>
              {t('signIn.add')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}
