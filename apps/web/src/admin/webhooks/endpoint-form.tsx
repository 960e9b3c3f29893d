import { MultiSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '~/shared/api/index.ts';
import { FormDialog, announce, useProblemForm } from '~/shared/ui/index.ts';
import { type Endpoint, useEventTypes, useWebhooksChanged } from './data.ts';

interface EndpointFormProps {
  /** The one to change; none = a new one. */
  readonly endpoint?: Endpoint;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onSecret?: (secret: string) => void;
}

/** Address, types and purpose of an endpoint. */
export function EndpointForm({ endpoint, isOpen, onClose, onSecret }: EndpointFormProps) {
  const { t } = useTranslation('webhooks');
  const types = useEventTypes();
  const changed = useWebhooksChanged();
  const form = useProblemForm({
    initialValues: {
      url: endpoint?.url ?? '',
      eventTypes: endpoint?.eventTypes ?? ['*'],
      description: endpoint?.description ?? '',
    },
  });
  const submit = form.send(async (typed) => {
    const body = { ...typed, url: typed.url.trim() };
    if (endpoint) {
      await unwrap(api.PATCH('/v1/webhook-endpoints/{id}', { params: { path: { id: endpoint.id } }, body }));
      announce(t('changed'));
    } else {
      const made = await unwrap(api.POST('/v1/webhook-endpoints', { body }));
      announce(t('created'));
      onSecret?.(made.secret);
      form.reset();
    }
    onClose();
    await changed();
  });
  return (
    <FormDialog
      isOpen={isOpen}
      onClose={onClose}
      title={t(endpoint ? 'editTitle' : 'addTitle')}
      form={form}
      onSubmit={submit}
      submitLabel={t(endpoint ? 'save' : 'add')}
    >
      <TextInput
        type="url"
        label={t('url')}
        description={t('urlHint')}
        required
        maxLength={2048}
        autoComplete="off"
        data-autofocus
        {...form.getInputProps('url')}
      />
      <MultiSelect
        label={t('types')}
        description={t('typesHint')}
        required
        searchable
        data={choices(types.data ?? [])}
        {...form.getInputProps('eventTypes')}
      />
      <TextInput
        label={t('description')}
        description={t('optional')}
        maxLength={200}
        {...form.getInputProps('description')}
      />
    </FormDialog>
  );
}

/** Everything, all of a noun, one type. */
const choices = (types: readonly string[]): string[] => [
  '*',
  ...new Set(types.map((type) => `${type.slice(0, type.indexOf('.'))}.*`)),
  ...types,
];
