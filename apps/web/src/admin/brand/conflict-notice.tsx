import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { GitCompareArrows } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormFailure, useProblemText } from '~/shared/ui/index.ts';
import { useDraft } from './draft-context.tsx';

/** Two people at one draft: nobody's work goes without a choice. */
export function ConflictNotice() {
  const { t } = useTranslation('admin');
  const { store, save } = useDraft();
  const words = useProblemText();
  const [busy, setBusy] = useState<'theirs' | 'mine' | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  if (save !== 'conflict') return null;
  const choose = (which: 'theirs' | 'mine'): void => {
    if (busy) return;
    setBusy(which);
    setFailure(null);
    (which === 'theirs' ? store.loadTheirs() : store.keepMine())
      .catch((error: unknown) => setFailure(words(error)))
      .finally(() => setBusy(null));
  };
  return (
    <Alert
      variant="outline"
      color="warning"
      icon={<GitCompareArrows aria-hidden />}
      title={t('brand.conflict.title')}
      role="alert"
    >
      <Stack gap="sm">
        <Text>{t('brand.conflict.text')}</Text>
        <FormFailure failure={failure} />
        <Group>
          <Button variant="default" loading={busy === 'theirs'} onClick={() => choose('theirs')}>
            {t('brand.conflict.theirs')}
          </Button>
          <Button variant="default" loading={busy === 'mine'} onClick={() => choose('mine')}>
            {t('brand.conflict.mine')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
