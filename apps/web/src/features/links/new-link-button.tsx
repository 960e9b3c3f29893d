import { Button, Checkbox, Code, Group, Modal, NumberInput, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { boot } from '~/shared/boot.ts';
import { parseMoney } from '~/shared/format.ts';
import { CopyButton, FormDialog, announce, useProblemForm } from '~/shared/ui/index.ts';
import { DAYS, dayName, weeklyOf } from './hours.ts';
import { type CallLink, type NewCallLink, useLinkActs } from './queries.ts';

interface Values extends Record<string, unknown> {
  label: string;
  medium: 'voice' | 'video';
  plan: 'rate' | 'session';
  price: string;
  minutes: number | string;
  validFrom: string;
  expiresAt: string;
  maxCalls: number | string;
  days: string[];
  from: string;
  to: string;
}

const EMPTY: Values = {
  label: '',
  medium: 'voice',
  plan: 'rate',
  price: '',
  minutes: 30,
  validFrom: '',
  expiresAt: '',
  maxCalls: '',
  days: [],
  from: '09:00',
  to: '17:00',
};

/** Where the API's word about a member is shown. */
const FIELDS = { ratePerMinuteMinor: 'price', 'session.priceMinor': 'price', 'session.minutes': 'minutes' };

const wholeOf = (typed: number | string): number | undefined => (typeof typed === 'number' ? typed : undefined);

function bodyOf(values: Values, advisorId: string | undefined): NewCallLink {
  const { label, medium, plan, price, minutes, validFrom, expiresAt, maxCalls, days, from, to } = values;
  const minor = parseMoney(price, boot.site.currency) ?? 0;
  const max = wholeOf(maxCalls);
  return {
    medium,
    ...(advisorId !== undefined && { advisorId }),
    ...(label.trim() !== '' && { label: label.trim() }),
    ...(plan === 'rate'
      ? { ratePerMinuteMinor: minor }
      : { session: { minutes: wholeOf(minutes) ?? 0, priceMinor: minor } }),
    // A time without a zone is one of who types it.
    ...(validFrom !== '' && { validFrom: new Date(validFrom).toISOString() }),
    ...(expiresAt !== '' && { expiresAt: new Date(expiresAt).toISOString() }),
    ...(max !== undefined && { maxCalls: max }),
    weekly: weeklyOf(
      days.map((day) => Number.parseInt(day, 10)),
      from,
      to,
    ),
  };
}

/** Makes a link that calls the advisor at a price of its own, and shows it to be copied. */
export function NewLinkButton({ advisorId }: { advisorId?: string }) {
  const { t } = useTranslation(['links', 'common']);
  const { create } = useLinkActs();
  const [isOpen, { open, close }] = useDisclosure(false);
  const [made, setMade] = useState<CallLink | null>(null);
  const form = useProblemForm<Values>(
    {
      mode: 'controlled',
      initialValues: EMPTY,
      validate: {
        price: (typed) => ((parseMoney(typed, boot.site.currency) ?? 0) > 0 ? null : t('links:field.priceWrong')),
        minutes: (typed, { plan }) =>
          plan === 'rate' || wholeOf(typed) !== undefined ? null : t('links:field.minutesWrong'),
      },
    },
    FIELDS,
  );
  const send = form.send(async (values) => {
    const link = await create(bodyOf(values, advisorId));
    announce(t('links:made.done'));
    form.reset();
    close();
    setMade(link);
  });
  return (
    <>
      <Button leftSection={<Link2 size={18} aria-hidden />} onClick={open}>
        {t('links:create.action')}
      </Button>
      <FormDialog
        isOpen={isOpen}
        onClose={close}
        title={t('links:create.title')}
        form={form}
        onSubmit={send}
        submitLabel={t('links:create.submit')}
      >
        <TextInput
          label={t('links:field.label')}
          description={t('links:field.labelText')}
          maxLength={80}
          data-autofocus
          {...form.getInputProps('label')}
        />
        <PriceFields form={form} />
        <BoundFields form={form} />
      </FormDialog>
      <Modal
        opened={made !== null}
        onClose={() => setMade(null)}
        title={t('links:made.title')}
        closeButtonProps={{ 'aria-label': t('common:action.close') }}
      >
        <Stack>
          <Text>{t('links:made.text')}</Text>
          <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
            {made?.url}
          </Code>
          <Group justify="space-between">
            <CopyButton value={made?.url ?? ''} label={t('links:copy')} />
            <Button onClick={() => setMade(null)}>{t('common:action.close')}</Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}

type Form = ReturnType<typeof useProblemForm<Values>>;

function PriceFields({ form }: { form: Form }) {
  const { t } = useTranslation('links');
  const { plan } = form.values;
  return (
    <>
      <Radio.Group label={t('field.medium')} {...form.getInputProps('medium')}>
        <Group mt="xs">
          <Radio value="voice" label={t('medium.voice')} />
          <Radio value="video" label={t('medium.video')} />
        </Group>
      </Radio.Group>
      <Radio.Group label={t('field.plan')} {...form.getInputProps('plan')}>
        <Group mt="xs">
          <Radio value="rate" label={t('field.perMinute')} />
          <Radio value="session" label={t('field.flat')} />
        </Group>
      </Radio.Group>
      {plan === 'session' && (
        <NumberInput
          label={t('field.minutes')}
          description={t('field.minutesText')}
          required
          min={5}
          max={240}
          allowDecimal={false}
          {...form.getInputProps('minutes')}
        />
      )}
      <TextInput
        label={t(plan === 'rate' ? 'field.rate' : 'field.price', { currency: boot.site.currency })}
        required
        inputMode="decimal"
        {...form.getInputProps('price')}
      />
    </>
  );
}

function BoundFields({ form }: { form: Form }) {
  const { t } = useTranslation('links');
  return (
    <>
      <NumberInput
        label={t('field.maxCalls')}
        description={t('field.maxCallsText')}
        min={1}
        max={10_000}
        allowDecimal={false}
        {...form.getInputProps('maxCalls')}
      />
      <TextInput type="datetime-local" label={t('field.validFrom')} {...form.getInputProps('validFrom')} />
      <TextInput type="datetime-local" label={t('field.expiresAt')} {...form.getInputProps('expiresAt')} />
      <Checkbox.Group label={t('field.days')} description={t('field.daysText')} {...form.getInputProps('days')}>
        <Group mt="xs" gap="sm">
          {DAYS.map((day) => (
            <Checkbox key={day} value={String(day)} label={dayName(day)} />
          ))}
        </Group>
      </Checkbox.Group>
      {form.values.days.length > 0 && (
        <Group>
          <TextInput type="time" label={t('field.from')} required {...form.getInputProps('from')} />
          <TextInput type="time" label={t('field.to')} required {...form.getInputProps('to')} />
        </Group>
      )}
    </>
  );
}
