import { Button, Code, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { date, dateTime, money, number } from '~/shared/format.ts';
import {
  type Column,
  ConfirmButton,
  CopyButton,
  DataTable,
  DataView,
  FormFailure,
  useProblemForm,
  useProblemText,
} from '~/shared/ui/index.ts';
import type { Schemas } from '~/shared/api/index.ts';
import { usePlans } from '../plans/use-plans.ts';
import { PlanTerms } from '../plans/plan-terms.tsx';
import { LicenceStatusBadge } from '../ui/licence-status.tsx';
import { notify } from '../ui/notify.ts';
import { Section } from '../ui/section.tsx';
import { UnreturnedOf } from './unreturned-of.tsx';
import {
  type Licence,
  endLicence,
  reinstateLicence,
  suspendLicence,
  takePlan,
  useEnding,
  useHistory,
  useLicence,
  verificationLink,
  withdrawEnding,
} from './use-licence.ts';

/** The licence of one licensee: its plan, its state, and what the operator may do about both. */
export function LicenceSection({ id, currency }: { id: string; currency: string }) {
  const { t } = useTranslation('ops');
  const query = useLicence(id);
  return (
    <Section title={t('licence.title')} intro={t('licence.intro')}>
      <DataView query={query}>
        {(licence) => (
          <Stack>
            {licence ? <Summary licence={licence} /> : <Text>{t('licence.none')}</Text>}
            {licence?.status !== 'terminated' && <TakePlan id={id} licence={licence} currency={currency} />}
            {licence && licence.status !== 'terminated' && <Levers id={id} licence={licence} />}
            {licence && licence.ending !== null && <Ending id={id} />}
            {licence && <History id={id} />}
            <Verification id={id} />
          </Stack>
        )}
      </DataView>
    </Section>
  );
}

function Summary({ licence }: { licence: Licence }) {
  const { t } = useTranslation('ops');
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <Text fw={600}>{t('plans.version', { name: licence.planName, version: licence.planVersion })}</Text>
        <LicenceStatusBadge status={licence.status} />
        <Text size="sm" c="dimmed">
          {t('licence.since', { day: date(licence.statusSince) })}
        </Text>
      </Group>
      <PlanTerms terms={licence.terms} currency={licence.currency} />
    </Stack>
  );
}

function TakePlan({ id, licence, currency }: { id: string; licence: Licence | null; currency: string }) {
  const { t } = useTranslation('ops');
  const { rows } = usePlans('offered');
  const form = useProblemForm<{ planId: string; reason: string }>({
    initialValues: { planId: '', reason: '' },
    validate: {
      planId: (value) => (value === '' ? t('plans.missing') : null),
      reason: (value) => (value.trim().length < 3 ? t('reason.tooShort', { count: 3 }) : null),
    },
  });
  return (
    <form
      noValidate
      onSubmit={form.send(async ({ planId, reason }) => {
        await takePlan(id, licence, planId, reason.trim());
        form.reset();
        notify(t('licence.planTaken'));
      })}
    >
      <Group align="flex-start">
        <Select
          label={licence ? t('licence.change') : t('licence.start')}
          data={rows
            .filter((plan) => plan.currency === currency)
            .map(({ id: value, name, version }) => ({ value, label: t('plans.version', { name, version }) }))}
          {...form.getInputProps('planId')}
          value={form.values.planId === '' ? null : form.values.planId}
        />
        <TextInput label={t('reason.label')} required maxLength={300} {...form.getInputProps('reason')} />
        <Button type="submit" mt={26} loading={form.isSending}>
          {licence ? t('licence.changeAct') : t('licence.startAct')}
        </Button>
      </Group>
      <FormFailure failure={form.failure} />
    </form>
  );
}

function Levers({ id, licence }: { id: string; licence: Licence }) {
  const { t } = useTranslation('ops');
  const [day, setDay] = useState('');
  const reason = { label: t('reason.label'), minLength: 3 };
  return (
    <Group align="flex-end">
      {licence.status === 'suspended' ? (
        <ConfirmButton
          title={t('licence.reinstateTitle')}
          text={t('licence.reinstateText')}
          confirmLabel={t('licence.reinstate')}
          reason={reason}
          onConfirm={(why) => reinstateLicence(id, why)}
        >
          {t('licence.reinstate')}
        </ConfirmButton>
      ) : (
        <ConfirmButton
          color="danger"
          variant="outline"
          title={t('licence.suspendTitle')}
          text={t('licence.suspendText')}
          confirmLabel={t('licence.suspend')}
          reason={reason}
          onConfirm={(why) => suspendLicence(id, why)}
        >
          {t('licence.suspend')}
        </ConfirmButton>
      )}
      {licence.ending === null ? (
        <>
          <TextInput
            type="date"
            label={t('licence.endDay')}
            value={day}
            onChange={(event) => setDay(event.currentTarget.value)}
          />
          <ConfirmButton
            color="danger"
            variant="outline"
            disabled={day === ''}
            title={t('licence.endTitle')}
            text={t('licence.endText')}
            confirmLabel={t('licence.end')}
            reason={reason}
            onConfirm={(why) => endLicence(id, new Date(`${day}T00:00:00Z`).toISOString(), why)}
          >
            {t('licence.end')}
          </ConfirmButton>
        </>
      ) : (
        licence.ending === 'planned' && (
          <ConfirmButton
            variant="default"
            title={t('licence.withdrawTitle')}
            text={t('licence.withdrawText')}
            confirmLabel={t('licence.withdraw')}
            reason={reason}
            onConfirm={(why) => withdrawEnding(id, why)}
          >
            {t('licence.withdraw')}
          </ConfirmButton>
        )
      )}
    </Group>
  );
}

function Ending({ id }: { id: string }) {
  const { t } = useTranslation('ops');
  const query = useEnding(id, true);
  return (
    <DataView query={query}>
      {(ending) =>
        ending && (
          <Stack gap="xs" role="status">
            <Text fw={600}>
              {t('licence.endingIs', { stage: t(`licence.stage.${ending.stage}`), day: date(ending.endsAt) })}
            </Text>
            <Text size="sm">
              {t('licence.endingMoney', {
                people: number(ending.peopleWithMoney),
                left: money(ending.leftMinor, ending.currency),
                refunded: money(ending.refundedMinor, ending.currency),
                open: number(ending.refundsOpen),
                failed: number(ending.refundsFailed),
              })}
            </Text>
            <Text size="sm">
              {t('licence.endingPayees', {
                payouts: number(ending.payoutsOpen),
                unpaid: money(ending.unpaidMinor, ending.currency),
                until: ending.exportUntil === null ? '–' : date(ending.exportUntil),
              })}
            </Text>
            {ending.paidByHandMinor > 0 && (
              <Text size="sm">
                {t('licence.endingByHand', { amount: money(ending.paidByHandMinor, ending.currency) })}
              </Text>
            )}
            {ending.deletionWaitsFor.length > 0 && (
              <Text size="sm">
                {t('licence.waitsFor', {
                  list: ending.deletionWaitsFor.map((one) => t(`licence.blocker.${one}`)).join(', '),
                })}
              </Text>
            )}
            {ending.stage !== 'planned' && <UnreturnedOf id={id} />}
          </Stack>
        )
      }
    </DataView>
  );
}

function History({ id }: { id: string }) {
  const { t } = useTranslation('ops');
  const { query, rows, more } = useHistory(id);
  const columns: Column<Schemas['LicenceChangeView']>[] = [
    { id: 'at', header: t('licence.at'), cell: ({ at }) => dateTime(at) },
    {
      id: 'what',
      header: t('licence.what'),
      cell: ({ kind, toStatus, planName, planVersion, ending }) =>
        kind === 'plan'
          ? t('plans.version', { name: planName, version: planVersion })
          : kind === 'ending'
            ? t(`licence.stage.${ending ?? 'none'}`)
            : t(`licence.status.${toStatus}`),
    },
    { id: 'who', header: t('licence.who'), cell: ({ actor }) => t(`licence.actor.${actor}`) },
    { id: 'why', header: t('reason.label'), cell: ({ reason }) => reason },
  ];
  return (
    <DataView query={query}>
      {() => (
        <DataTable
          caption={t('licence.history')}
          rows={rows}
          columns={columns}
          rowKey={({ at, kind, reason }) => `${at}${kind}${reason}`}
          more={more}
        />
      )}
    </DataView>
  );
}

/** The platform sends no mail: the operator hands the link on. */
function Verification({ id }: { id: string }) {
  const { t } = useTranslation('ops');
  const words = useProblemText();
  const [link, setLink] = useState<Schemas['VerificationLink'] | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  return (
    <Stack gap="xs" align="flex-start">
      <Button
        variant="subtle"
        onClick={() => {
          setFailure(null);
          verificationLink(id)
            .then(setLink)
            .catch((error: unknown) => setFailure(words(error)));
        }}
      >
        {t('licence.verification')}
      </Button>
      {link && (
        <Group gap="xs">
          <Code>{link.url}</Code>
          <CopyButton value={link.url} label={t('licence.copyLink')} />
        </Group>
      )}
      <FormFailure failure={failure} />
    </Stack>
  );
}
