import { ActionIcon, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { Plus, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { CreateForm } from './use-create-form.ts';

const MOST = 5;

/** One field per host, so that a refusal stands at the one it is about. */
export function HostFields({ form }: { form: CreateForm }) {
  const { t } = useTranslation('ops');
  const { hosts } = form.values;
  return (
    <Stack gap="sm" align="flex-start">
      {hosts.map((_, i) => (
        <Group key={i} align="flex-end" gap="xs" wrap="nowrap" w="100%">
          <TextInput
            style={{ flex: 1 }}
            label={i === 0 ? t('create.primaryHost') : t('create.furtherHost', { number: i + 1 })}
            placeholder="advice.example.com"
            required={i === 0}
            maxLength={253}
            inputMode="url"
            autoCapitalize="none"
            spellCheck={false}
            {...form.getInputProps(`hosts.${i}`)}
          />
          {i > 0 && (
            <ActionIcon
              variant="default"
              size={36}
              aria-label={t('create.removeHost', { number: i + 1 })}
              onClick={() => form.removeListItem('hosts', i)}
            >
              <Trash2 size={16} aria-hidden />
            </ActionIcon>
          )}
        </Group>
      ))}
      {form.errors['hosts'] && (
        <Text size="sm" c="var(--t-danger-text)" role="alert">
          {form.errors['hosts']}
        </Text>
      )}
      {hosts.length < MOST && (
        <Button
          variant="subtle"
          leftSection={<Plus size={16} aria-hidden />}
          onClick={() => form.insertListItem('hosts', '')}
        >
          {t('create.addHost')}
        </Button>
      )}
    </Stack>
  );
}
