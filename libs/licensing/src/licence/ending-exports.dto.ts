import type { PipeTransform } from '@nestjs/common';
import { Choice, NotFound, Shown } from '@app/kernel';

/** Files that are streamed from here. The others of the list are `exports.*` of calling. */
export const EXPORT_NAMES = [
  'ledger',
  'wallets',
  'payouts',
  'licence-invoices',
  'licence-credit-notes',
  'brand',
  'brand-files',
  'legal-pages',
] as const;
export type ExportName = (typeof EXPORT_NAMES)[number];

const EXPORT_FORMATS = ['csv', 'jsonl'] as const;

export class EndingExportQuery {
  @Choice({ description: 'csv, or one JSON object per line; left out = csv', of: EXPORT_FORMATS, optional: true })
  format?: (typeof EXPORT_FORMATS)[number];
}

export class ExportFileView {
  @Shown('Which file', { type: String, example: 'ledger' }) name: string;
  @Shown('Where it is; `format` chooses how', { type: String, example: '/v1/staff/licence/exports/ledger' })
  path: string;
  @Shown('What `format` can be', { type: [String], example: ['csv', 'jsonl'] }) formats: string[];
}

export class ExportFileList {
  @Shown('Everything that there is to take', { type: () => [ExportFileView] }) data: ExportFileView[];
}

/** Any other name is a page that does not exist. */
export class ExportNamePipe implements PipeTransform<string, ExportName> {
  transform(value: string): ExportName {
    const name = EXPORT_NAMES.find((one) => one === value);
    if (name === undefined) throw new NotFound();
    return name;
  }
}
