import { Button, Card, Group, Stack, Text, Title } from '@mantine/core';

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { dateTime } from '~/shared/format.ts';
import { DataTable, DataView, FormFailure, StatusBadge, useProblemText } from '~/shared/ui/index.ts';
import { type Consents, recordConsents, useConsents } from '../auth/consents.ts';
import { languageName } from '../lib/time.ts';
import { LinkAnchor, LinkButton } from '../lib/links.tsx';

type Consent = Schemas['ConsentView'];
type Kind = Consent['kind'];
/** What is said here; texts are agreed to with the number that they go to. */
type Said = Schemas['ConsentInput']['kind'];

function useKindName(): (kind: Kind) => string {
  const { t } = useTranslation('site');
  return (kind) =>
    ({
      terms: t('privacy.terms'),
      privacy: t('privacy.privacy'),
      withdrawal: t('privacy.withdrawal'),
      age: t('privacy.age'),
      marketing: t('privacy.marketing'),
      price: t('privacy.price'),
      texts: t('privacy.texts'),
    })[kind];
}

/** Kinds that a person gives and takes back here; age and price are facts of a moment. */
const REVOCABLE: readonly Said[] = ['terms', 'privacy', 'withdrawal', 'marketing'];

/** Gives or withdraws with one press, and says what follows (S12.3). */
function ConsentRow({ kind, consent }: { kind: Said; consent: Consent | undefined }) {
  const { t, i18n } = useTranslation('site');
  const words = useProblemText();
  const name = useKindName()(kind);
  const [isSending, setSending] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const isGranted = consent?.granted === true;
  const say = (granted: boolean): void => {
    setSending(true);
    setFailure(null);
    const locale = i18n.language.startsWith('de') ? 'de' : 'en';
    recordConsents([{ kind, locale, granted }])
      .catch((error: unknown) => setFailure(words(error)))
      .finally(() => setSending(false));
  };
  return (
    <Card withBorder component="li">
      <Group justify="space-between" gap="sm">
        <div style={{ minWidth: 0 }}>
          <Group gap="xs">
            <Text fw={600}>{name}</Text>
            <StatusBadge tone={isGranted ? 'good' : 'quiet'}>
              {isGranted ? t('privacy.granted') : t('privacy.notGranted')}
            </StatusBadge>
          </Group>
          {consent && (
            <Text size="sm" c="dimmed">
              {consent.version === null
                ? t('privacy.at', { at: dateTime(consent.at) })
                : t('privacy.atVersion', { at: dateTime(consent.at), version: consent.version })}
            </Text>
          )}
          {(kind === 'terms' || kind === 'privacy') && isGranted && (
            <Text size="sm" c="dimmed">
              {t('privacy.needed')}
            </Text>
          )}
          {kind === 'marketing' && isGranted && (
            <Text size="sm" c="dimmed">
              {t('privacy.marketingText')}
            </Text>
          )}
          <FormFailure failure={failure} />
        </div>
        {isGranted && (
          <Button variant="default" loading={isSending} onClick={() => say(false)}>
            {t('privacy.withdraw')}
          </Button>
        )}
        {!isGranted && kind === 'marketing' && (
          <Button variant="default" loading={isSending} onClick={() => say(true)}>
            {t('privacy.give')}
          </Button>
        )}
        {!isGranted && (kind === 'terms' || kind === 'privacy') && (
          <LinkButton to="/consent" search={{ next: '/account/privacy' }} variant="default">
            {t('privacy.give')}
          </LinkButton>
        )}
      </Group>
    </Card>
  );
}

function History({ history }: { history: readonly Consent[] }) {
  const { t } = useTranslation('site');
  const name = useKindName();
  return (
    <DataTable<Consent>
      caption={t('privacy.history')}
      rows={history}
      rowKey={({ kind, at, granted }) => `${kind}${at}${granted}`}
      columns={[
        { id: 'at', header: t('statement.date'), cell: ({ at }) => dateTime(at) },
        { id: 'kind', header: t('privacy.what'), cell: ({ kind }) => name(kind) },
        {
          id: 'granted',
          header: t('privacy.said'),
          cell: ({ granted }) => (granted ? t('privacy.granted') : t('privacy.withdrawn')),
        },
        { id: 'version', header: t('privacy.version'), cell: ({ version }) => version ?? '–' },
        { id: 'locale', header: t('privacy.language'), cell: ({ locale }) => languageName(locale) },
      ]}
    />
  );
}

const shown = ({ current }: Consents): Said[] =>
  REVOCABLE.filter((kind) => kind !== 'withdrawal' || current.some((one) => one.kind === kind));

export function ConsentLedger() {
  const { t } = useTranslation('site');
  const query = useConsents();
  return (
    <DataView query={query}>
      {(consents) => (
        <Stack>
          <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: 'none' }}>
            {shown(consents).map((kind) => (
              <ConsentRow key={kind} kind={kind} consent={consents.current.find((one) => one.kind === kind)} />
            ))}
          </Stack>
          <Text size="sm">
            <LinkAnchor to="/legal/$kind" params={{ kind: 'privacy' }} inherit underline="always">
              {t('privacy.readPolicy')}
            </LinkAnchor>
          </Text>
          <Title order={3} size="h5">
            {t('privacy.history')}
          </Title>
          {consents.history.length === 0 ? (
            <Text c="dimmed">{t('privacy.noHistory')}</Text>
          ) : (
            <History history={consents.history} />
          )}
        </Stack>
      )}
    </DataView>
  );
}
