import { Card, Group, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { clock, money } from '~/shared/format.ts';
import { Page } from '~/shared/ui/index.ts';
import { LinkButton } from '../app-link.tsx';
import { Facts } from '../facts.tsx';
import type { Call } from '../model.ts';
import { useEndText } from './end-text.ts';
import { PrivateNote } from './note-form.tsx';
import { ReportProblem } from './report-form.tsx';

/** Wrap-up of the advisor: what the call earned, a note, a report (A4). */
export function AdvisorEnd({ call }: { call: Call }) {
  const { t } = useTranslation('call');
  const { title, text } = useEndText()(call);
  return (
    <Page title={title} intro={text}>
      <Stack maw={640}>
        <Card withBorder component="section" aria-label={t('end.earned')}>
          <Facts
            facts={[
              { label: t('end.caller'), value: call.callerAlias ?? '' },
              { label: t('end.billed'), value: clock(call.billedSeconds ?? 0) },
              {
                label: t('end.earned'),
                value: <span data-testid="earned">{money(call.earningMinor ?? 0, call.currency)}</span>,
                strong: true,
              },
            ]}
          />
        </Card>
        <PrivateNote call={call} />
        <ReportProblem callId={call.id} />
        <Group>
          <LinkButton href="/pro/">{t('action.console')}</LinkButton>
        </Group>
      </Stack>
    </Page>
  );
}
