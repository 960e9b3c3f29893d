import { useTranslation } from 'react-i18next';
import { day } from '~/features/payouts/index.ts';
import { money, percent } from '~/shared/format.ts';
import { DataView, LoadingState } from '~/shared/ui/index.ts';
import { Facts, Section } from '../parts/facts.tsx';
import { useStaff } from '../staff.tsx';
import { type Rules, useRules } from './data.ts';
import { RulesForm } from './rules-form.tsx';

/** When and how much is paid out; owner and finance change it [I6, J15]. */
export function RulesView() {
  const { t } = useTranslation('money');
  const staff = useStaff();
  const rules = useRules();
  return (
    <Section title={t('rules.title')} text={t('rules.text')}>
      <DataView query={rules} loading={<LoadingState lines={4} height={56} />}>
        {(data) => (
          <>
            <Facts
              facts={[
                {
                  label: t('rules.nextRun'),
                  value: data.nextRunOn === null ? t('rules.byHand') : day(data.nextRunOn),
                },
                { label: t('rules.fee'), value: t(`rules.feeOf.${data.feeBearer}`) },
                ...(staff.is('owner', 'finance') ? [] : shown(data)),
              ]}
            />
            {staff.is('owner', 'finance') && <RulesForm rules={data} />}
          </>
        )}
      </DataView>
    </Section>
  );

  function shown(data: Rules): { label: string; value: string }[] {
    return [
      { label: t('rules.schedule'), value: t(`rules.schedules.${data.payoutSchedule}`) },
      { label: t('rules.minimumShort'), value: money(data.payoutMinimumMinor) },
      { label: t('rules.hold'), value: t('rules.days', { count: data.payoutHoldDays }) },
      { label: t('rules.newHold'), value: t('rules.days', { count: data.newAdvisorHoldDays }) },
      { label: t('rules.reserve'), value: percent(data.reserveBp) },
      { label: t('rules.reserveDays'), value: t('rules.days', { count: data.reserveDays }) },
      { label: t('rules.required'), value: t(data.payoutAccountRequired ? 'rules.yes' : 'rules.no') },
      { label: t('rules.taxRequired'), value: t(data.taxIdentityRequired ? 'rules.yes' : 'rules.no') },
    ];
  }
}
