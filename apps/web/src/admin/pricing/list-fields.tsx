import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { HoursFields, Rows } from '~/features/prices/index.ts';
import { boot } from '~/shared/boot.ts';
import type { useProblemForm } from '~/shared/ui/index.ts';
import type { RulesValues } from './fields.ts';

type Form = ReturnType<typeof useProblemForm<RulesValues>>;
const MAX_BONUSES = 10;

/** Promo credit that comes with top-ups. */
export function BonusFields({ form }: { form: Form }) {
  const { t } = useTranslation('admin');
  const { currency } = boot.site;
  return (
    <Rows
      title={t('pricing.bonuses.title')}
      hint={t('pricing.bonuses.hint')}
      rows={form.values.topUpBonuses}
      max={MAX_BONUSES}
      onChange={(rows) => form.setFieldValue('topUpBonuses', rows)}
      next={() => ({ fromMinor: '', bonusMinor: '' })}
      addLabel={t('pricing.bonuses.add')}
      removeLabel={({ fromMinor }) => t('pricing.bonuses.remove', { amount: fromMinor })}
    >
      {(row, set, i) => (
        <>
          <TextInput
            label={t('pricing.bonuses.from', { currency })}
            w={180}
            required
            inputMode="decimal"
            value={row.fromMinor}
            error={form.errors[`topUpBonuses.${i}.fromMinor`]}
            onChange={(event) => set({ fromMinor: event.currentTarget.value })}
          />
          <TextInput
            label={t('pricing.bonuses.bonus', { currency })}
            w={180}
            required
            inputMode="decimal"
            value={row.bonusMinor}
            error={form.errors[`topUpBonuses.${i}.bonusMinor`]}
            onChange={(event) => set({ bonusMinor: event.currentTarget.value })}
          />
        </>
      )}
    </Rows>
  );
}

/** Hours of the week with other prices. */
export function RateHoursFields({ form, timeZone }: { form: Form; timeZone: string }) {
  return (
    <HoursFields
      list="rateHours"
      rows={form.values.rateHours}
      errors={form.errors}
      timeZone={timeZone}
      onChange={(rows) => form.setFieldValue('rateHours', rows)}
    />
  );
}
