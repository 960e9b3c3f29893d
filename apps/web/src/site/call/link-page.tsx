import { Alert, Card, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Phone, Video } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, isProblem, unwrap, useSession } from '~/shared/api/index.ts';
import { useBrand } from '~/shared/brand.ts';
import { duration, money } from '~/shared/format.ts';
import { DataView, EmptyState, Page } from '~/shared/ui/index.ts';
import { AdvisorStatus } from '../directory/advisor-status.tsx';
import { type Advisor, advisorQuery } from '../directory/advisors.ts';
import { Portrait } from '../directory/portrait.tsx';
import { usePricingTerms } from '../directory/price.tsx';
import { LinkButton } from '../lib/links.tsx';
import { useParam } from '../lib/route-state.ts';
import { useTax, useTaxWords } from '../lib/tax.ts';
import { soon } from '../lib/time.ts';

type OpenLink = Schemas['OpenCallLinkView'];

/** A link opens, ends and is used up while somebody looks. */
const LOOK_AGAIN_MS = 20_000;

const useLink = (token: string) =>
  useQuery({
    queryKey: ['call-link', token],
    queryFn: () => unwrap(api.GET('/v1/site/call-links/{token}', { params: { path: { token } } })),
    refetchInterval: LOOK_AGAIN_MS,
  });

/** Where a link to call leads: whom, at which price, and whether now [A19]. */
export default function LinkPage() {
  const { t } = useTranslation('call');
  const token = useParam('token');
  const link = useLink(token);
  const advisor = useQuery({ ...advisorQuery(link.data?.advisorId ?? ''), enabled: link.data !== undefined });
  const isUnknown = [link.error, advisor.error].some((error) => isProblem(error) && error.status === 404);
  if (isUnknown)
    return (
      <Page title={t('link.unknown')}>
        <EmptyState
          title={t('link.unknown')}
          text={t('link.unknownText')}
          action={<LinkButton to="/">{t('action.otherAdvisor')}</LinkButton>}
        />
      </Page>
    );
  return (
    <Page title={advisor.data?.displayName ?? t('link.title')} intro={advisor.data?.headline}>
      <DataView query={link}>
        {(open) => (
          <DataView query={advisor}>{(person) => <Offer token={token} link={open} advisor={person} />}</DataView>
        )}
      </DataView>
    </Page>
  );
}

interface OfferProps {
  readonly token: string;
  readonly link: OpenLink;
  readonly advisor: Advisor;
}

function Offer({ token, link, advisor }: OfferProps) {
  const { t } = useTranslation('call');
  const tax = useTaxWords()(useTax());
  const terms = usePricingTerms();
  const { session, ratePerMinuteMinor, currency, medium, expiresAt, state } = link;
  const details = [...(tax === undefined ? [] : [tax]), ...(session ? [] : terms)];
  return (
    <Card withBorder maw={560} component="section" aria-label={t('link.title')}>
      <Stack>
        <Group wrap="nowrap" align="flex-start">
          <Portrait advisor={advisor} size={80} />
          <Stack gap={4}>
            <AdvisorStatus status={advisor.status} />
            <Group gap={6} wrap="nowrap">
              {medium === 'video' ? <Video size={16} aria-hidden /> : <Phone size={16} aria-hidden />}
              <Text fw={600}>
                {session
                  ? t('link.session', {
                      price: money(session.priceMinor, currency),
                      time: duration(session.minutes * 60),
                    })
                  : t('link.perMinute', { price: money(ratePerMinuteMinor ?? 0, currency) })}
              </Text>
            </Group>
            {details.length > 0 && (
              <Text size="sm" c="dimmed">
                {details.join(' · ')}
              </Text>
            )}
            {expiresAt !== null && state !== 'over' && (
              <Text size="sm">{t('link.until', { when: soon(new Date(expiresAt)) })}</Text>
            )}
          </Stack>
        </Group>
        <Now token={token} link={link} advisor={advisor} />
      </Stack>
    </Card>
  );
}

/** The one thing to do now, or why there is nothing. */
function Now({ token, link, advisor }: OfferProps) {
  const { t } = useTranslation('call');
  const { open, switches } = useBrand().site;
  const isSignedIn = useSession().status === 'signed_in';
  const { state, opensAt, medium, advisorId } = link;
  const why =
    state !== 'open'
      ? t(`link.state.${state}`, { when: opensAt === null ? '' : soon(new Date(opensAt)) })
      : !open || !switches.calls
        ? t('link.closed')
        : advisor.status === 'online'
          ? null
          : t(advisor.status === 'in_call' ? 'link.busy' : 'link.away', { name: advisor.displayName });
  if (why !== null)
    return (
      <>
        <Alert variant="outline" color="warning" role="status">
          {why}
        </Alert>
        <Group>
          <LinkButton to="/advisors/$id" params={{ id: advisorId }} variant="default">
            {t('link.profile')}
          </LinkButton>
        </Group>
      </>
    );
  return (
    <>
      <LinkButton
        to="/calls/new"
        search={{ advisor: advisorId, medium, link: token }}
        size="lg"
        leftSection={medium === 'video' ? <Video size={20} aria-hidden /> : <Phone size={20} aria-hidden />}
      >
        {t(isSignedIn ? 'link.call' : 'link.signIn')}
      </LinkButton>
      <Text size="sm" c="dimmed">
        {t('link.next')}
      </Text>
    </>
  );
}
