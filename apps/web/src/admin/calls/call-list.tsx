import { useTranslation } from 'react-i18next';
import { dateTime, duration, money } from '~/shared/format.ts';
import type { Schemas } from '~/shared/api/index.ts';
import { type Column, DataTable, StatusBadge, type usePaged } from '~/shared/ui/index.ts';
import { IdLink } from '../parts/links.tsx';
import { endReasonKey, mediumKey, statusKey, statusTone } from './labels.ts';

export type Call = Schemas['CallView'];

/** Columns that both lists of calls share. */
export function useCallColumns(): Record<'id' | 'caller' | 'advisor' | 'status' | 'medium', Column<Call>> {
  const { t } = useTranslation('admin');
  return {
    id: { id: 'id', header: t('calls.column.id'), cell: ({ id }) => <IdLink id={id} /> },
    caller: {
      id: 'caller',
      header: t('calls.column.caller'),
      cell: ({ callerId, callerName }) =>
        callerId === null ? (callerName ?? '') : <IdLink id={callerId}>{callerName}</IdLink>,
    },
    advisor: {
      id: 'advisor',
      header: t('calls.column.advisor'),
      cell: ({ advisorId, advisorName }) => <IdLink id={advisorId}>{advisorName}</IdLink>,
    },
    status: {
      id: 'status',
      header: t('calls.column.status'),
      cell: ({ status, endReason }) =>
        endReason === null ? (
          <StatusBadge tone={statusTone(status)}>{t(statusKey(status))}</StatusBadge>
        ) : (
          t(endReasonKey(endReason))
        ),
    },
    medium: { id: 'medium', header: t('calls.column.medium'), cell: ({ medium }) => t(mediumKey(medium)) },
  };
}

/** Calls of any state, newest first. */
export function CallTable({ caption, rows, more }: { caption: string; rows: readonly Call[]; more: More }) {
  const { t } = useTranslation('admin');
  const { id, caller, advisor, status, medium } = useCallColumns();
  const columns: Column<Call>[] = [
    {
      id: 'requestedAt',
      header: t('calls.column.requestedAt'),
      cell: (call) => dateTime(call.requestedAt),
    },
    id,
    caller,
    advisor,
    medium,
    status,
    {
      id: 'billed',
      header: t('calls.column.billed'),
      numeric: true,
      cell: ({ billedSeconds }) => (billedSeconds === null ? '–' : duration(billedSeconds)),
    },
    {
      id: 'price',
      header: t('calls.column.price'),
      numeric: true,
      cell: ({ priceMinor, currency }) => (priceMinor === null ? '–' : money(priceMinor, currency)),
    },
  ];
  return <DataTable caption={caption} rows={rows} columns={columns} rowKey={(call) => call.id} more={more} />;
}

type More = ReturnType<typeof usePaged>['more'];
