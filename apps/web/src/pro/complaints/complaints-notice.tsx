import { Alert, Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { MessageSquareWarning } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useOwnComplaints } from '~/features/complaints/index.ts';

/** Says on other pages that somebody waits for an answer. */
export function ComplaintsNotice() {
  const { t } = useTranslation('complaints');
  const { rows } = useOwnComplaints('waiting');
  const count = rows.filter(({ state }) => state === 'open').length;
  if (count === 0) return null;
  return (
    <Alert
      variant="outline"
      color="warning"
      icon={<MessageSquareWarning aria-hidden />}
      title={t('pro.open', { count })}
    >
      <Anchor component={Link} to="/complaints">
        {t('pro.show')}
      </Anchor>
    </Alert>
  );
}
