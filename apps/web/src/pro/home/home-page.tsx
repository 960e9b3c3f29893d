import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { boot } from '~/shared/boot.ts';
import { DataView, Page } from '~/shared/ui/index.ts';
import { useAdvisor, useLiveCalls } from '../live/queries.ts';
import { ByItself } from './by-itself.tsx';
import { CallsWait } from '../payouts/calls-wait.tsx';
import { TaxNotice } from '../payouts/tax-notice.tsx';
import { OnlineSwitch } from './online-switch.tsx';
import { Readiness } from './readiness.tsx';
import { ReturnToCall } from './return-to-call.tsx';
import { StandingNotice } from './standing-notice.tsx';
import { Today } from './today.tsx';

export function HomePage() {
  const { t } = useTranslation('pro');
  const advisor = useAdvisor();
  const calls = useLiveCalls();
  return (
    <Page title={t('home.title')} intro={boot.site.name}>
      <DataView query={advisor}>
        {(me) => (
          <Stack gap="lg">
            <StandingNotice advisor={me} />
            {me.status === 'active' && <CallsWait linked />}
            <TaxNotice />
            <DataView query={calls}>
              {(live) => (
                <>
                  <ReturnToCall calls={live} />
                  <OnlineSwitch advisor={me} calls={live} />
                  <ByItself advisor={me} />
                </>
              )}
            </DataView>
            <Today />
            <Readiness advisor={me} />
          </Stack>
        )}
      </DataView>
    </Page>
  );
}
