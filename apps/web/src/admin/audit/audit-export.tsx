import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useProblemText } from '~/shared/ui/index.ts';
import type { AuditFilters } from './filters.ts';
import { exportAudit } from './use-audit.ts';

const FORMATS = ['csv', 'json'] as const;

export function AuditExport({ filters }: { filters: AuditFilters }) {
  const { t } = useTranslation('admin');
  const words = useProblemText();
  const [busy, setBusy] = useState<(typeof FORMATS)[number] | null>(null);
  const onExport = (format: (typeof FORMATS)[number]): void => {
    if (busy) return;
    setBusy(format);
    exportAudit(filters, format)
      .catch((error: unknown) => notifications.show({ message: words(error), color: 'danger' }))
      .finally(() => setBusy(null));
  };
  return FORMATS.map((format) => (
    <Button
      key={format}
      variant="default"
      leftSection={<Download size={16} aria-hidden />}
      loading={busy === format}
      onClick={() => onExport(format)}
    >
      {t(`audit.export.${format}`)}
    </Button>
  ));
}
