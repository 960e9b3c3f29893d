import { Alert, Stack, Text } from '@mantine/core';
import { CircleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { date } from '~/shared/format.ts';
import { RowsLink } from '../shell/rows-link.tsx';
import { type Licence, useLicence } from './use-licence.ts';

/** What a licence that is not as it should be means for the site. */
export function LicenceNotice({ licence, linked = false }: { licence: Licence; linked?: boolean }) {
  const { t } = useTranslation('admin');
  const { status, heldFor, exportUntil } = licence;
  if (status === 'trial' || status === 'active') return null;
  const text =
    status === 'terminated'
      ? t('licence.over', { until: exportUntil === null ? '' : date(exportUntil) })
      : t(heldFor === 'operator' ? 'licence.heldByOperator' : `licence.warning.${status}`);
  return (
    <Alert
      role="alert"
      variant="outline"
      color={status === 'suspended' ? 'danger' : 'warning'}
      icon={<CircleAlert aria-hidden />}
    >
      <Stack gap="xs" align="flex-start">
        <Text>{text}</Text>
        {linked && (
          <RowsLink to="/licence" search={{}}>
            {t('licence.open')}
          </RowsLink>
        )}
      </Stack>
    </Alert>
  );
}

/** Told where everybody begins. */
export function LicenceTrouble() {
  const { data } = useLicence();
  return data ? <LicenceNotice licence={data} linked /> : null;
}
