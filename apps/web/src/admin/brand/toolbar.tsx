import { ActionIcon, Button, Group, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { Redo2, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dateTime } from '~/shared/format.ts';
import { StatusBadge, type Tone, announce, useProblemText } from '~/shared/ui/index.ts';
import { sameDocument } from './document.ts';
import { useDraft } from './draft-context.tsx';
import type { SaveState } from './draft-store.ts';
import { type Brand, usePublish } from './use-brand.ts';

const TONES: Record<SaveState, Tone> = {
  saved: 'good',
  waiting: 'busy',
  saving: 'busy',
  failed: 'bad',
  conflict: 'bad',
};

/** Always visible while editing: is it saved, is it live, back and forth, publish. */
export function Toolbar({ published }: { published: Brand['published'] }) {
  const { t } = useTranslation('admin');
  const { store, document, save, error, canUndo, canRedo } = useDraft();
  const words = useProblemText();
  const isLive = published !== null && sameDocument(document, published.document);
  useHotkeys([
    ['mod+Z', () => store.undo()],
    ['mod+shift+Z', () => store.redo()],
  ]);
  return (
    <Group justify="space-between" gap="sm">
      <Group gap="sm">
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={t('brand.undo')}
          disabled={!canUndo}
          onClick={() => store.undo()}
        >
          <Undo2 size={18} aria-hidden />
        </ActionIcon>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={t('brand.redo')}
          disabled={!canRedo}
          onClick={() => store.redo()}
        >
          <Redo2 size={18} aria-hidden />
        </ActionIcon>
        <StatusBadge tone={TONES[save]}>{t(`brand.save.${save}`)}</StatusBadge>
        {save === 'failed' && (
          <>
            <Text size="sm">{words(error)}</Text>
            <Button size="compact-md" variant="default" onClick={() => void store.flush()}>
              {t('brand.saveAgain')}
            </Button>
          </>
        )}
      </Group>
      <Group gap="sm">
        <Text size="sm" c="dimmed">
          {published === null
            ? t('brand.neverPublished')
            : t(isLive ? 'brand.isLive' : 'brand.liveVersion', {
                number: published.number,
                at: dateTime(published.publishedAt),
              })}
        </Text>
        <PublishButton disabled={isLive || save === 'conflict'} />
      </Group>
    </Group>
  );
}

function PublishButton({ disabled }: { disabled: boolean }) {
  const { t } = useTranslation('admin');
  const { store } = useDraft();
  const words = useProblemText();
  const publish = usePublish();
  const [isBusy, setBusy] = useState(false);
  const onClick = async (): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    try {
      if (!(await store.flush())) return;
      const { number, publishedAt } = await publish.mutateAsync(store.revision);
      const message = t('brand.published', { number, at: dateTime(publishedAt) });
      notifications.show({ message, color: 'success' });
      announce(message);
    } catch (error) {
      notifications.show({ message: words(error), color: 'danger', autoClose: false });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button loading={isBusy} disabled={disabled} onClick={() => void onClick()}>
      {t('brand.publish')}
    </Button>
  );
}
