import { Alert, Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { FileText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { askedFor, useMyTax } from './use-tax.ts';

/** The team asks for the tax identity: said where advisors look each day, with the way to it. Nothing while it is not asked for, or not known. */
export function TaxNotice() {
  const { t } = useTranslation('pro');
  const { data } = useMyTax(false);
  const cause = data && askedFor(data);
  if (cause === undefined) return null;
  return (
    <Alert variant="outline" color="warning" icon={<FileText aria-hidden />}>
      {t(`tax.notice.${cause}`)}{' '}
      <Anchor component={Link} to="/payouts" hash="tax-identity" underline="always">
        {t('tax.toIdentity')}
      </Anchor>
    </Alert>
  );
}
