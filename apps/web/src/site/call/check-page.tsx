import { Button, Stack } from '@mantine/core';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useGoTo } from '~/features/call/app-link.tsx';
import { DeviceCheck } from '~/features/call/check/device-check.tsx';
import { hasPassed } from '~/features/call/check/passed.ts';
import { ConsentForm } from '~/features/call/consent/consent-form.tsx';
import { useAdvisorName } from '~/features/call/consent/use-quote.ts';
import { unlockAudio } from '~/features/call/sounds.ts';
import { DataView, EmptyState, Page, useHeadingFocus } from '~/shared/ui/index.ts';
import { LinkButton } from '~/features/call/app-link.tsx';
import { type CallSearch, callSearch } from './call-search.ts';

/** Before a call: microphone, speaker and network once a day, then price and consent (S6). */
export default function CallerCheckPage() {
  const { t } = useTranslation('call');
  const search = callSearch(useSearch({ strict: false }));
  if (search === undefined)
    return (
      <Page title={t('check.title')}>
        <EmptyState
          title={t('check.noAdvisor')}
          text={t('check.noAdvisorText')}
          action={<LinkButton href="/">{t('action.otherAdvisor')}</LinkButton>}
        />
      </Page>
    );
  return <Check key={`${search.advisor}:${search.medium}:${search.link ?? ''}`} {...search} />;
}

function Check({ advisor, medium, link }: CallSearch) {
  const { t } = useTranslation('call');
  const [step, setStep] = useState<'check' | 'price'>(hasPassed() ? 'price' : 'check');
  const person = useAdvisorName(advisor);
  useHeadingFocus(person.data ? step : null);
  const goTo = useGoTo();
  const here = `/calls/new?${new URLSearchParams({ advisor, medium, ...(link !== undefined && { link }) }).toString()}`;
  const title = step === 'check' ? t('check.title') : t('consent.pageTitle');
  return (
    <DataView query={person}>
      {({ displayName }) => (
        <Page
          title={title}
          intro={t(medium === 'video' ? 'check.introVideo' : 'check.introVoice', { name: displayName })}
          actions={
            step === 'price' && (
              <Button variant="subtle" onClick={() => setStep('check')}>
                {t('check.again')}
              </Button>
            )
          }
        >
          <Stack maw={640}>
            {step === 'check' ? (
              <DeviceCheck nextLabel={t('check.next')} onDone={() => setStep('price')} />
            ) : (
              <ConsentForm
                advisorId={advisor}
                medium={medium}
                {...(link !== undefined && { linkToken: link })}
                directoryHref="/"
                walletHref={(need) => `/wallet?${new URLSearchParams({ next: here, need: String(need) }).toString()}`}
                onStarted={({ id }) => {
                  unlockAudio();
                  goTo(`/calls/${id}`);
                }}
              />
            )}
          </Stack>
        </Page>
      )}
    </DataView>
  );
}
