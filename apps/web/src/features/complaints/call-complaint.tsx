import { Card, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmButton, DataView, announce, focusHeading } from '~/shared/ui/index.ts';
import { ComplaintForm } from './complaint-form.tsx';
import { ComplaintDue, ComplaintState, ComplaintSteps } from './complaint-parts.tsx';
import { type Complaint, useCallComplaint, useComplaintActs } from './queries.ts';

/** For the caller of a call: the complaint and its course, the form while one is possible, or what else there is. */
export function CallComplaint({ callId, otherwise }: { callId: string; otherwise: ReactNode }) {
  const query = useCallComplaint(callId);
  return (
    <DataView query={query}>
      {({ complaint, complainUntil }) =>
        complaint ? (
          <Course complaint={complaint} />
        ) : complainUntil === null ? (
          otherwise
        ) : (
          <ComplaintForm callId={callId} until={complainUntil} />
        )
      }
    </DataView>
  );
}

function Course({ complaint }: { complaint: Complaint }) {
  const { t } = useTranslation('complaints');
  const { withdraw } = useComplaintActs();
  return (
    <Card withBorder component="section" aria-label={t('title')}>
      <Stack>
        <Group justify="space-between">
          <Title order={2} size="h4">
            {t('title')}
          </Title>
          <ComplaintState complaint={complaint} />
        </Group>
        <Text>{t(`kind.${complaint.kind}`)}</Text>
        <ComplaintDue complaint={complaint} />
        <ComplaintSteps complaint={complaint} />
        {complaint.state !== 'resolved' && (
          <Group>
            <ConfirmButton
              variant="default"
              title={t('site.withdraw')}
              text={t('site.withdrawText')}
              confirmLabel={t('site.withdraw')}
              onConfirm={async () => {
                await withdraw(complaint.id);
                announce(t('site.withdrawn'));
                focusHeading();
              }}
            >
              {t('site.withdraw')}
            </ConfirmButton>
          </Group>
        )}
      </Stack>
    </Card>
  );
}
