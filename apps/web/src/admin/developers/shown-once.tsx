import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '~/shared/ui/index.ts';
import type { NewApiKey } from './use-developers.ts';

/** The only time that anybody sees the key. It stays until it is said to be copied. */
export function ShownOnce({ made, onHide }: { made: NewApiKey; onHide: () => void }) {
  const { t } = useTranslation('developers');
  return (
    <Alert color="warning" title={t('keys.once')} maw="44rem">
      <Stack gap="sm">
        <Text>{t('keys.onceText')}</Text>
        <TextInput
          label={`${t('keys.value')} (${made.name})`}
          value={made.key}
          readOnly
          spellCheck={false}
          autoComplete="off"
          onFocus={(event) => event.currentTarget.select()}
          styles={{ input: { fontFamily: 'monospace' } }}
        />
        <Group>
          <CopyButton value={made.key} label={t('keys.copy')} />
          <Button variant="default" onClick={onHide}>
            {t('keys.hide')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
