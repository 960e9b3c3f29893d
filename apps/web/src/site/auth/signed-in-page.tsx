import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Person, ApiProblem, api, isProblem, session, signOut, unwrap } from '~/shared/api/index.ts';
import { installation } from '~/shared/api/installation.ts';
import { useBrand } from '~/shared/brand.ts';
import { queryClient } from '~/shared/query.ts';
import { EmptyState, ErrorState, LoadingState, Page } from '~/shared/ui/index.ts';
import { LinkButton } from '../lib/links.tsx';
import { endPushes } from '../lib/end-pushes.ts';
import { routeOf } from '../lib/paths.ts';
import { mustAgree } from './consents.ts';
import { type SignedToken, forgetSignedToken, signedToken } from './signed-token.ts';

interface Entered {
  readonly person: Person;
  /** The same person was signed in here before. */
  readonly isKnownHere: boolean;
}

const whoIsHere = async (): Promise<string | undefined> =>
  session.snapshot().status === 'signed_in'
    ? await unwrap(api.GET('/v1/me', {})).then(
        ({ id }) => id,
        () => undefined,
      )
    : undefined;

async function enter({ token }: SignedToken): Promise<Entered> {
  const before = await whoIsHere();
  const device = installation();
  const signedIn = await unwrap(
    api.POST('/v1/auth/external', {
      body: { token, face: 'site', ...(device !== undefined && { installation: device }) },
    }),
  );
  // What was loaded for somebody else must not stay on the page.
  session.drop();
  queryClient.clear();
  session.accept(signedIn);
  return { person: signedIn.person, isKnownHere: before === signedIn.person.id };
}

/** A token works once, so that it is sent once, however often the page is drawn. */
let entering: Promise<Entered> | undefined;

/**
 * Where a licensee's own site sends its users [C15]. Somebody else could have made the link, so that its reader would pay into another's account: who is signed
 * in now is said before it goes on.
 */
export default function SignedInPage() {
  const { t } = useTranslation('entry');
  const [given] = useState(signedToken);
  const [entered, setEntered] = useState<Entered>();
  const [failure, setFailure] = useState<unknown>();
  const goOn = useGoOn(given?.next ?? '/');
  useEffect(() => {
    // Another link on this very page changes the fragment only; from the start it is taken like the first.
    const again = (): void => location.reload();
    addEventListener('hashchange', again);
    return () => removeEventListener('hashchange', again);
  }, []);
  useEffect(() => {
    if (!given || entered || failure !== undefined) return;
    let isShown = true;
    entering ??= enter(given);
    entering.then(
      (one) => {
        if (!isShown) return;
        if (one.isKnownHere) void goOn(true);
        else setEntered(one);
      },
      (error: unknown) => {
        entering = undefined;
        if (isShown) setFailure(error);
      },
    );
    return () => void (isShown = false);
  }, [given, entered, failure, goOn]);
  if (!given)
    return (
      <Page title={t('title')}>
        <EmptyState title={t('none')} text={t('noneText')} action={<LinkButton to="/">{t('home')}</LinkButton>} />
      </Page>
    );
  if (failure !== undefined)
    return (
      <Page title={t('failed')}>
        <Refused error={failure} onRetry={() => setFailure(undefined)} />
      </Page>
    );
  return entered ? (
    <WhoIsIn person={entered.person} onGoOn={() => goOn(false)} />
  ) : (
    <Page title={t('title')}>
      <LoadingState lines={1} />
    </Page>
  );
}

/** As after any sign-in: first the texts to agree to, then on. */
function useGoOn(next: string): (isKnownHere: boolean) => Promise<void> {
  const navigate = useNavigate();
  const [goOn] = useState(() => async (isKnownHere: boolean) => {
    forgetSignedToken();
    entering = undefined;
    const isAsked = await mustAgree();
    // Nothing that runs for who was here before may go on: streams, pushes, what was read.
    if (!isKnownHere) location.replace(isAsked ? `/consent?${new URLSearchParams({ next }).toString()}` : next);
    else if (isAsked) await navigate({ to: '/consent', search: { next }, replace: true });
    else await navigate({ ...routeOf(next), replace: true });
  });
  return goOn;
}

function WhoIsIn({ person, onGoOn }: { person: Person; onGoOn: () => Promise<void> }) {
  const { t } = useTranslation('entry');
  const { name } = useBrand().site;
  const [isBusy, setBusy] = useState(false);
  const leave = async (): Promise<void> => {
    await endPushes();
    await signOut().catch(() => undefined);
    location.replace('/');
  };
  return (
    <Page title={t('who', { name: person.displayName })} intro={t('whoText', { site: name })}>
      <Stack align="flex-start">
        {person.email !== '' && <Text c="dimmed">{person.email}</Text>}
        <Group>
          <Button
            loading={isBusy}
            onClick={() => {
              setBusy(true);
              void onGoOn();
            }}
          >
            {t('goOn')}
          </Button>
          <Button variant="default" disabled={isBusy} onClick={() => void leave()}>
            {t('notMe')}
          </Button>
        </Group>
      </Stack>
    </Page>
  );
}

function Refused({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation('entry');
  const reason = isProblem(error, 'external-token-refused') ? error.extensions['reason'] : undefined;
  const words =
    reason === 'used'
      ? t('reason.used')
      : reason === 'expired'
        ? t('reason.expired')
        : reason !== undefined
          ? t('reason.other', { reason: String(reason) })
          : isProblem(error, 'email-taken')
            ? t('reason.emailTaken')
            : undefined;
  if (words === undefined)
    return <ErrorState error={error} {...(error instanceof ApiProblem && error.isTransient && { onRetry })} />;
  return (
    <Stack align="flex-start">
      <Alert variant="outline" color="danger" icon={<TriangleAlert aria-hidden />} role="alert">
        {words}
      </Alert>
      <LinkButton to="/sign-in">{t('bySelf')}</LinkButton>
    </Stack>
  );
}
