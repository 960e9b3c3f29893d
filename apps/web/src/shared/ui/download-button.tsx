import { Button, type ButtonProps } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { download, isProblem } from '../api/index.ts';
import { useProblemText } from './states.tsx';

interface DownloadButtonProps extends ButtonProps {
  readonly path: string;
  readonly fileName: string;
  readonly label: string;
  /** For a screen reader, where several buttons say the same. */
  readonly description?: string;
  readonly onSaved?: () => void;
}

/** Fetches a file and says why when there is none. */
export function DownloadButton({ path, fileName, label, description, onSaved, ...button }: DownloadButtonProps) {
  const { t } = useTranslation('common');
  const words = useProblemText();
  const [isBusy, setBusy] = useState(false);
  const fetchFile = (): void => {
    if (isBusy) return;
    setBusy(true);
    download(path, fileName)
      .then(() => {
        notifications.show({ color: 'success', message: t('download.done', { file: fileName }) });
        onSaved?.();
      })
      .catch((error: unknown) =>
        notifications.show({
          color: 'danger',
          title: t('download.failed'),
          message: isProblem(error, 'export-too-large') ? t('download.tooLarge') : words(error),
          autoClose: false,
        }),
      )
      .finally(() => setBusy(false));
  };
  return (
    <Button
      variant="default"
      leftSection={<Download size={16} aria-hidden />}
      {...button}
      loading={isBusy}
      onClick={fetchFile}
      aria-label={description}
    >
      {label}
    </Button>
  );
}
