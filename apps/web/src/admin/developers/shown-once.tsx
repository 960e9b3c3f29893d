import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SecretField } from '~/shared/ui/index.ts';
import type { NewApiKey } from './use-developers.ts';

/** The only time that anybody sees the key. It stays until it is said to be copied. */
export function ShownOnce({ made, onHide }: { made: NewApiKey; onHide: () => void }) {
  const { t } = useTranslation('developers');
  return (
    <Alert color="warning" title={t('keys.once')} maw="44rem">
      <Stack gap="sm">
        <Text>{t('keys.onceText')}</Text>
        <SecretField label={`${t('keys.value')} (${made.name})`} value={made.key} copyLabel={t('keys.copy')} />
        <Group>
          <Button variant="default" onClick={onHide}>
            {t('keys.hide')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
