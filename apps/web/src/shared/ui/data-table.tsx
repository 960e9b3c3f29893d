import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type More, MoreButton } from './more-button.tsx';

export interface Column<T> {
  readonly id: string;
  /** Empty for the column of acts. */
  readonly header: string;
  readonly cell: (row: T) => ReactNode;
  /** Numbers and money end at the same edge. */
  readonly numeric?: boolean;
}

interface DataTableProps<T> {
  readonly caption: string;
  readonly rows: readonly T[];
  readonly columns: readonly Column<T>[];
  readonly rowKey: (row: T) => string;
  readonly more?: More;
}

/** A table with a caption for screen readers; on a narrow screen its rows become cards. The API sorts and filters, this only shows. */
export function DataTable<T>({ caption, rows, columns, rowKey, more }: DataTableProps<T>) {
  const { t } = useTranslation('common');
  return (
    <>
      <Table className="data-table" verticalSpacing="sm" highlightOnHover>
        <caption className="visually-hidden">{caption}</caption>
        <Table.Thead>
          <Table.Tr>
            {columns.map(({ id, header, numeric }) => (
              <Table.Th key={id} scope="col" ta={numeric ? 'end' : 'start'}>
                {header || <span className="visually-hidden">{t('table.acts')}</span>}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={rowKey(row)}>
              {columns.map(({ id, header, cell, numeric }) => (
                <Table.Td key={id} data-label={header || undefined} ta={numeric ? 'end' : undefined}>
                  {cell(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {more && <MoreButton more={more} />}
    </>
  );
}
