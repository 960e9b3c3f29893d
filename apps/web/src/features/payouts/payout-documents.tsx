import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { FileText } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { download } from '~/shared/api/index.ts';
import { useProblemText } from '~/shared/ui/index.ts';
import type { Payout } from './queries.ts';

/** The documents of a payout as files [I9]. */
export function PayoutDocuments({ documents }: Pick<Payout, 'documents'>) {
  const { t } = useTranslation('payouts');
  const words = useProblemText();
  const [busy, setBusy] = useState<string | null>(null);
  if (documents.length === 0) return <>–</>;
  const fetchFile = (id: string, number: string): void => {
    setBusy(id);
    download(`/v1/payout-documents/${id}/pdf`, `${number}.pdf`)
      .catch((error: unknown) => notifications.show({ color: 'danger', message: words(error), autoClose: false }))
      .finally(() => setBusy(null));
  };
  const kinds: Record<string, string> = {
    self_billing: t('document.self_billing'),
    payout_statement: t('document.payout_statement'),
    payout_credit: t('document.payout_credit'),
  };
  return (
    <Group gap="xs">
      {documents.map(({ id, kind, number }) => (
        <Button
          key={id}
          variant="subtle"
          size="compact-md"
          leftSection={<FileText size={16} aria-hidden />}
          loading={busy === id}
          onClick={() => fetchFile(id, number)}
          aria-label={t('document.open', { kind: kinds[kind] ?? kind, number })}
        >
          {number}
        </Button>
      ))}
    </Group>
  );
}
