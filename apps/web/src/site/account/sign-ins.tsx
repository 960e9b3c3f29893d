import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { dateTime } from '~/shared/format.ts';
import { DataTable, DataView, StatusBadge, type Tone, usePaged } from '~/shared/ui/index.ts';
import { keys } from '../lib/keys.ts';

type SignIn = Schemas['SignInResponse'];

const TONES: Record<SignIn['outcome'], Tone> = {
  signed_up: 'good',
  signed_in: 'good',
  wrong_password: 'busy',
  refused: 'bad',
  reuse_detected: 'bad',
};

export function SignIns() {
  const { t } = useTranslation('site');
  const { query, rows, more } = usePaged(keys.signIns, (cursor) =>
    unwrap(api.GET('/v1/me/sign-ins', { params: { query: { limit: 10, cursor } } })),
  );
  const words: Record<SignIn['outcome'], string> = {
    signed_up: t('signIns.signedUp'),
    signed_in: t('signIns.signedIn'),
    wrong_password: t('signIns.wrongPassword'),
    refused: t('signIns.refused'),
    reuse_detected: t('signIns.reuse'),
  };
  return (
    <DataView query={query} isEmpty={() => rows.length === 0} empty={<Text c="dimmed">{t('signIns.none')}</Text>}>
      {() => (
        <DataTable<SignIn>
          caption={t('signIns.title')}
          rows={rows}
          rowKey={({ at, outcome, ip }) => `${at}${outcome}${ip ?? ''}`}
          more={more}
          columns={[
            { id: 'at', header: t('statement.date'), cell: ({ at }) => dateTime(at) },
            {
              id: 'outcome',
              header: t('signIns.outcome'),
              cell: ({ outcome }) => <StatusBadge tone={TONES[outcome]}>{words[outcome]}</StatusBadge>,
            },
            { id: 'ip', header: t('signIns.place'), cell: ({ ip }) => ip ?? '–' },
          ]}
        />
      )}
    </DataView>
  );
}
