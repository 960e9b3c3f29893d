import { Group, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { DownloadButton } from '~/shared/ui/download-button.tsx';
import { DataView } from '~/shared/ui/index.ts';

const FILES = [
  'calls',
  'people',
  'advisors',
  'ratings',
  'ledger',
  'wallets',
  'payouts',
  'licence-invoices',
  'licence-credit-notes',
  'brand',
  'brand-files',
  'legal-pages',
] as const;
const FORMATS = ['csv', 'json', 'jsonl'] as const;

type File = Schemas['ExportFileView'];

/** Every file that the owner can take along, whole. */
export function TakeAlong() {
  const { t } = useTranslation('admin');
  const query = useQuery({
    queryKey: ['exports', 'files'],
    queryFn: () => unwrap(api.GET('/v1/staff/licence/exports')),
  });
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {t('exports.whole')}
      </Text>
      <DataView query={query}>
        {({ data }) => (
          <Table verticalSpacing="xs">
            <Table.Tbody>
              {FILES.map((name) => data.find((file) => file.name === name))
                .filter((file) => file !== undefined)
                .map((file) => (
                  <Row key={file.name} file={file} />
                ))}
            </Table.Tbody>
          </Table>
        )}
      </DataView>
    </Stack>
  );
}

function Row({ file }: { file: File }) {
  const { t } = useTranslation('admin');
  const name = FILES.find((one) => one === file.name)!;
  const title = t(`exports.file.${name}`);
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500}>
        {title}
      </Table.Th>
      <Table.Td>
        <Group gap="xs" justify="flex-end">
          {FORMATS.filter((format) => file.formats.includes(format)).map((format) => (
            <DownloadButton
              key={format}
              size="xs"
              path={`${file.path}?format=${format}`}
              fileName={`${name}.${format}`}
              label={t(`exports.format.${format}`)}
              description={t(`exports.describe.${format}`, { file: title })}
            />
          ))}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
