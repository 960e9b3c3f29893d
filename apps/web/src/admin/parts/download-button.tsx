import { Button, type ButtonProps } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { download, isProblem } from '~/shared/api/index.ts';
import { useProblemText } from '~/shared/ui/index.ts';

interface DownloadButtonProps extends ButtonProps {
  readonly path: string;
  readonly fileName: string;
  readonly label: string;
  /** For a screen reader, where several buttons say the same. */
  readonly description?: string;
}

/** Fetches a file and says why when there is none. */
export function DownloadButton({ path, fileName, label, description, ...button }: DownloadButtonProps) {
  const { t } = useTranslation('admin');
  const words = useProblemText();
  const [isBusy, setBusy] = useState(false);
  const fetchFile = (): void => {
    if (isBusy) return;
    setBusy(true);
    download(path, fileName)
      .then(() => notifications.show({ color: 'success', message: t('exports.done', { file: fileName }) }))
      .catch((error: unknown) =>
        notifications.show({
          color: 'danger',
          title: t('exports.failed'),
          message: isProblem(error, 'export-too-large') ? t('exports.tooLarge') : words(error),
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
