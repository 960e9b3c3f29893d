import { Alert, Button, Card, Group, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Facts } from '~/features/call/facts.tsx';
import { type Schemas, api, isProblem, unwrap } from '~/shared/api/index.ts';
import { duration, money } from '~/shared/format.ts';
import { DataView, EmptyState, FormFailure, Page, announce, useProblemText } from '~/shared/ui/index.ts';

type TestJoin = Schemas['TestJoinView'];
type Act = TestJoin['acts'][number];

const DOCS = '/docs/test-mode';
/** Somebody may play the other side meanwhile, on another page or by the API. */
const LOOK_AGAIN_MS = 3_000;

/** The token stays in the address: a page that is opened again shows the same call. */
const tokenOf = (hash: string): string => new URLSearchParams(hash.replace(/^#/, '')).get('join') ?? '';
const keyOf = (token: string) => ['test-join', token];

/** Where a link of a simulated call leads: that it is one, how it stands, and what its side can do. */
export default function TestCallPage() {
  const { t } = useTranslation('call');
  const [token] = useState(() => tokenOf(location.hash));
  const join = useQuery({
    queryKey: keyOf(token),
    queryFn: () => unwrap(api.POST('/v1/test/join', { body: { token } })),
    enabled: token !== '',
    retry: false,
    // A link that is over is over; anything else that goes wrong may be right again the next time.
    refetchInterval: ({ state: { data, error } }) =>
      data?.status === 'ended' || (isProblem(error) && error.status === 401) ? false : LOOK_AGAIN_MS,
  });
  const isUnknown = token === '' || (isProblem(join.error) && join.error.status === 401);
  return (
    <Page title={t('test.title')} intro={t('test.intro')}>
      {isUnknown ? (
        <EmptyState title={t('test.unknown')} text={t('test.unknownText')} action={<DocsLink />} />
      ) : (
        <DataView query={join}>{(found) => <Play token={token} join={found} />}</DataView>
      )}
    </Page>
  );
}

function DocsLink() {
  const { t } = useTranslation('call');
  return (
    <Button component="a" href={DOCS} variant="default">
      {t('test.docs')}
    </Button>
  );
}

function Play({ token, join }: { token: string; join: TestJoin }) {
  const { t } = useTranslation('call');
  const words = useProblemText();
  const queries = useQueryClient();
  const [busy, setBusy] = useState<Act | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const { side, status, advisorName, billedSeconds, priceMinor, currency, acts } = join;
  const play = async (act: Act): Promise<void> => {
    setBusy(act);
    setFailure(null);
    try {
      const next = await unwrap(api.POST('/v1/test/join/act', { body: { token, act } }));
      queries.setQueryData(keyOf(token), next);
      announce(t(`test.status.${next.status}`));
    } catch (error) {
      setFailure(words(error));
      await queries.invalidateQueries({ queryKey: keyOf(token) });
    } finally {
      setBusy(null);
    }
  };
  return (
    <Stack maw={640}>
      <Alert variant="outline" color="warning">
        {t('test.notice')}
      </Alert>
      <Card withBorder component="section" aria-label={t('test.title')}>
        <Stack>
          <Facts
            facts={[
              { label: t('test.state'), value: t(`test.status.${status}`), strong: true },
              { label: t('test.side'), value: t(`test.sideOf.${side}`) },
              { label: t('test.advisor'), value: advisorName },
              ...(billedSeconds === null ? [] : [{ label: t('receipt.billed'), value: duration(billedSeconds) }]),
              ...(priceMinor === null ? [] : [{ label: t('receipt.total'), value: money(priceMinor, currency) }]),
            ]}
          />
          <FormFailure failure={failure} />
          {acts.length > 0 ? (
            <Group role="group" aria-label={t('test.acts')}>
              {acts.map((act) => (
                <Button
                  key={act}
                  variant={act === 'declines' || act === 'cancels' || act === 'loses_line' ? 'default' : 'filled'}
                  loading={busy === act}
                  disabled={busy !== null && busy !== act}
                  onClick={() => void play(act)}
                >
                  {t(`test.act.${act}`)}
                </Button>
              ))}
            </Group>
          ) : (
            <Text size="sm">{t(status === 'ended' || status === 'ending' ? 'test.over' : 'test.expired')}</Text>
          )}
        </Stack>
      </Card>
      <Group>
        <DocsLink />
      </Group>
    </Stack>
  );
}
