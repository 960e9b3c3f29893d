import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { dateTime } from '~/shared/format.ts';
import { type Column, DataTable, DataView } from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';
import { useHistory } from './use-licence.ts';

type Change = Schemas['LicenceChangeView'];

/** Every step of the licence, dated, with who and why. */
export function History() {
  const { t } = useTranslation('admin');
  const { query, rows, more } = useHistory();
  const columns: Column<Change>[] = [
    { id: 'at', header: t('licence.history.at'), cell: ({ at }) => dateTime(at) },
    {
      id: 'what',
      header: t('licence.history.what'),
      cell: ({ kind, toStatus, planName, planVersion, ending }) =>
        kind === 'plan'
          ? t('licence.history.plan', { plan: planName, version: planVersion })
          : kind === 'ending'
            ? t(`licence.ending.stage.${ending ?? 'none'}`)
            : t(`licence.status.${toStatus}`),
    },
    { id: 'who', header: t('licence.history.who'), cell: ({ actor }) => t(`licence.history.actor.${actor}`) },
    { id: 'why', header: t('licence.history.why'), cell: ({ reason }) => reason },
  ];
  return (
    <Section title={t('licence.history.title')}>
      <DataView query={query}>
        {() => (
          <DataTable
            caption={t('licence.history.title')}
            rows={rows}
            columns={columns}
            rowKey={({ at, kind, reason }) => `${at}${kind}${reason}`}
            more={more}
          />
        )}
      </DataView>
    </Section>
  );
}
