import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { IdLink } from '../parts/links.tsx';

/** Whose an account is; people lead to their page. */
export function Owner({ owner }: { owner: Schemas['OwnerView'] }) {
  const { t } = useTranslation('admin');
  if (owner.kind === 'person' && owner.id !== null)
    return <IdLink id={owner.id}>{owner.name ?? t('ledger.owner.erased')}</IdLink>;
  return <>{owner.name ?? t(`ledger.owner.${owner.kind}`)}</>;
}
