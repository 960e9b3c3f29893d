import { Alert, Button, Group, NumberInput, Stack, Text, Textarea } from '@mantine/core';
import { useTimeout } from '@mantine/hooks';
import { CircleCheck, ExternalLink, Eye } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { dateTime } from '~/shared/format.ts';
import { FormFailure, useProblemForm } from '~/shared/ui/index.ts';
import { Section } from '../ui/section.tsx';
import { requestAccess } from './use-licensee.ts';

const CODE_MS = 60_000;
const REASON = { min: 10, max: 300 };
const MINUTES = { min: 5, max: 60 };

/** The operator's way into a tenant: for a reason, for minutes, and the licensee sees it. */
export function AccessForm({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation('ops');
  const [offer, setOffer] = useState<Schemas['AccessOfferResponse'] | null>(null);
  const form = useProblemForm<{ reason: string; minutes: number | string }>({
    initialValues: { reason: '', minutes: 15 },
    validate: {
      reason: (value) => (value.trim().length < REASON.min ? t('reason.tooShort', { count: REASON.min }) : null),
      minutes: (value) =>
        typeof value === 'number' && value >= MINUTES.min && value <= MINUTES.max
          ? null
          : t('access.minutesWrong', MINUTES),
    },
  });
  return (
    <Section title={t('access.title')} intro={t('access.intro', { name })}>
      <Alert variant="outline" color="warning" icon={<Eye aria-hidden />}>
        {t('access.seen')}
      </Alert>
      <form
        noValidate
        onSubmit={form.send(async ({ reason, minutes }) => {
          const given = await requestAccess(id, { reason: reason.trim(), minutes: minutes as number });
          setOffer(given);
          form.setFieldValue('reason', '');
          window.open(given.url, '_blank', 'noopener,noreferrer');
        })}
      >
        <Stack>
          <Textarea
            label={t('access.reason')}
            description={t('access.reasonText', REASON)}
            required
            autosize
            minRows={2}
            maxLength={REASON.max}
            {...form.getInputProps('reason')}
          />
          <NumberInput
            label={t('access.minutes')}
            description={t('access.minutesText', MINUTES)}
            required
            maw={240}
            allowDecimal={false}
            allowNegative={false}
            hideControls
            {...form.getInputProps('minutes')}
          />
          <FormFailure failure={form.failure} />
          <Group>
            <Button type="submit" loading={form.isSending} rightSection={<ExternalLink size={16} aria-hidden />}>
              {t('access.submit')}
            </Button>
          </Group>
        </Stack>
      </form>
      <div role="status">{offer && <Granted key={offer.url} name={name} offer={offer} />}</div>
    </Section>
  );
}

/** Until when; and a second way in for a browser that did not open the tab, while the code is good. */
function Granted({ name, offer }: { name: string; offer: Schemas['AccessOfferResponse'] }) {
  const { t } = useTranslation('ops');
  const [isGood, setGood] = useState(true);
  useTimeout(() => setGood(false), CODE_MS, { autoInvoke: true });
  return (
    <Alert
      variant="outline"
      color="success"
      icon={<CircleCheck aria-hidden />}
      title={t('access.until', { name, time: dateTime(offer.expiresAt) })}
    >
      <Stack gap="xs" align="flex-start">
        <Text>{isGood ? t('access.opened') : t('access.codeGone')}</Text>
        {isGood && (
          <Button
            component="a"
            href={offer.url}
            target="_blank"
            rel="noopener noreferrer"
            variant="default"
            rightSection={<ExternalLink size={16} aria-hidden />}
          >
            {t('access.open')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
