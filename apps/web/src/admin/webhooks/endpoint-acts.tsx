import { Button, Checkbox, Group, Select, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '~/shared/api/index.ts';
import { ConfirmButton, FormDialog, announce, useProblemForm } from '~/shared/ui/index.ts';
import { type Endpoint, useEventTypes, useWebhooksChanged } from './data.ts';
import { EndpointForm } from './endpoint-form.tsx';
import { SecretDialog } from './secret-dialog.tsx';

/** What can be done with an endpoint. */
export function EndpointActs({ endpoint }: { endpoint: Endpoint }) {
  const { t } = useTranslation('webhooks');
  const changed = useWebhooksChanged();
  const navigate = useNavigate();
  const [isEditing, editing] = useDisclosure(false);
  const [secret, setSecret] = useState<string | null>(null);
  const path = { path: { id: endpoint.id } };
  const switchTo = async (enabled: boolean): Promise<void> => {
    await unwrap(api.PATCH('/v1/webhook-endpoints/{id}', { params: path, body: { enabled } }));
    announce(t(enabled ? 'enabled' : 'disabled'));
    await changed();
  };
  const rotate = async (): Promise<void> => {
    setSecret((await unwrap(api.POST('/v1/webhook-endpoints/{id}/rotate-secret', { params: path }))).secret);
    await changed();
  };
  const remove = async (): Promise<void> => {
    await unwrap(api.DELETE('/v1/webhook-endpoints/{id}', { params: path }));
    announce(t('deleted'));
    await navigate({ to: '/webhooks' });
    await changed();
  };
  return (
    <Group gap="sm">
      <Button variant="default" onClick={editing.open}>
        {t('edit')}
      </Button>
      {endpoint.enabled && <SendExample endpoint={endpoint} />}
      {endpoint.enabled && <Recover endpoint={endpoint} />}
      <ConfirmButton
        variant="default"
        title={t('rotate')}
        text={t('rotateText')}
        confirmLabel={t('rotate')}
        onConfirm={rotate}
      >
        {t('rotate')}
      </ConfirmButton>
      {endpoint.enabled ? (
        <ConfirmButton
          variant="default"
          title={t('disable')}
          text={t('disableText')}
          confirmLabel={t('disable')}
          onConfirm={() => switchTo(false)}
        >
          {t('disable')}
        </ConfirmButton>
      ) : (
        <Enable onEnable={() => switchTo(true)} />
      )}
      <ConfirmButton
        color="danger"
        variant="outline"
        title={t('delete')}
        text={t('deleteText')}
        confirmLabel={t('delete')}
        onConfirm={remove}
      >
        {t('delete')}
      </ConfirmButton>
      <EndpointForm endpoint={endpoint} isOpen={isEditing} onClose={editing.close} />
      <SecretDialog secret={secret} onClose={() => setSecret(null)} />
    </Group>
  );
}

function Enable({ onEnable }: { onEnable: () => Promise<void> }) {
  const { t } = useTranslation('webhooks');
  const form = useProblemForm({ initialValues: {} });
  return (
    <form onSubmit={form.send(onEnable)}>
      <Button type="submit" loading={form.isSending}>
        {t('enable')}
      </Button>
      {form.failure && <Text role="alert">{form.failure}</Text>}
    </form>
  );
}

function SendExample({ endpoint }: { endpoint: Endpoint }) {
  const { t } = useTranslation('webhooks');
  const [isOpen, { open, close }] = useDisclosure(false);
  const types = useEventTypes();
  const changed = useWebhooksChanged();
  const form = useProblemForm({ initialValues: { type: 'call.ended' } });
  const submit = form.send(async (body) => {
    await unwrap(api.POST('/v1/webhook-endpoints/{id}/examples', { params: { path: { id: endpoint.id } }, body }));
    announce(t('exampleSent'));
    close();
    await changed();
  });
  return (
    <>
      <Button variant="default" onClick={open}>
        {t('example')}
      </Button>
      <FormDialog
        isOpen={isOpen}
        onClose={close}
        title={t('exampleTitle')}
        form={form}
        onSubmit={submit}
        submitLabel={t('send')}
      >
        <Text>{t('exampleText')}</Text>
        <Select
          label={t('exampleType')}
          data={types.data ?? ['call.ended']}
          searchable
          allowDeselect={false}
          {...form.getInputProps('type')}
        />
      </FormDialog>
    </>
  );
}

function Recover({ endpoint }: { endpoint: Endpoint }) {
  const { t } = useTranslation('webhooks');
  const [isOpen, { open, close }] = useDisclosure(false);
  const [cursor, setCursor] = useState<string | null>(null);
  const changed = useWebhooksChanged();
  const form = useProblemForm<{ since: string; until: string; all: boolean }>({
    initialValues: { since: dayAgo(), until: '', all: false },
    validate: {
      since: (typed) => (Number.isNaN(Date.parse(typed)) ? t('invalidSince') : null),
      until: (typed, { since }) =>
        typed !== '' && !(Date.parse(typed) > Date.parse(since)) ? t('invalidUntil') : null,
    },
    // Of another range nothing was sent yet.
    onValuesChange: () => setCursor(null),
  });
  const submit = form.send(async ({ since, until, all }) => {
    const { resent, added, hasMore, nextCursor } = await unwrap(
      api.POST('/v1/webhook-endpoints/{id}/recover', {
        params: { path: { id: endpoint.id } },
        body: {
          since: new Date(since).toISOString(),
          ...(until !== '' && { until: new Date(until).toISOString() }),
          include: all ? 'all' : 'failed',
          ...(cursor !== null && { cursor }),
        },
      }),
    );
    announce(t(hasMore ? 'recoveredMore' : 'recovered', { resent, added }));
    setCursor(nextCursor);
    if (!hasMore) close();
    await changed();
  });
  return (
    <>
      <Button variant="default" onClick={open}>
        {t('recover')}
      </Button>
      <FormDialog
        isOpen={isOpen}
        onClose={close}
        title={t('recoverTitle')}
        form={form}
        onSubmit={submit}
        submitLabel={cursor === null ? t('recoverDo') : t('recoverOn')}
      >
        <Text>{t('recoverText')}</Text>
        <TextInput type="datetime-local" label={t('recoverSince')} required {...form.getInputProps('since')} />
        <TextInput
          type="datetime-local"
          label={t('recoverUntil')}
          description={t('recoverUntilText')}
          {...form.getInputProps('until')}
        />
        <Checkbox
          label={t('recoverAll')}
          description={t('recoverAllText')}
          {...form.getInputProps('all', { type: 'checkbox' })}
        />
      </FormDialog>
    </>
  );
}

/** As the field of the browser writes a local time. */
function dayAgo(): string {
  const at = new Date(Date.now() - 86_400_000);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
