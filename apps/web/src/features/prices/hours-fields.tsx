import { Select, TextInput } from '@mantine/core';
import type { FormErrors } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { type HoursRow, MAX_HOURS, weekdayName } from './hours.ts';
import { Rows } from './rows.tsx';

interface HoursFieldsProps {
  /** Name of the list in the form, under which its errors are. */
  readonly list: string;
  readonly rows: readonly HoursRow[];
  readonly errors: FormErrors;
  readonly timeZone: string;
  readonly onChange: (rows: HoursRow[]) => void;
}

const DAYS = [1, 2, 3, 4, 5, 6, 7];

/** Hours of the week with a surcharge or a discount. */
export function HoursFields({ list, rows, errors, timeZone, onChange }: HoursFieldsProps) {
  const { t } = useTranslation('prices');
  return (
    <Rows
      title={t('hours.title')}
      hint={t('hours.hint', { zone: timeZone })}
      rows={rows}
      max={MAX_HOURS}
      onChange={onChange}
      next={(last) =>
        last ? { ...last, day: (last.day % 7) + 1 } : { day: 6, from: '20:00', to: '00:00', adjustBp: '25' }
      }
      addLabel={t('hours.add')}
      removeLabel={({ day, from }) => t('hours.remove', { day: weekdayName(day), from })}
      errorOf={(i) => errors[`${list}.${i}`]}
    >
      {(row, set, i) => (
        <>
          <Select
            label={t('hours.day')}
            w={150}
            allowDeselect={false}
            data={DAYS.map((day) => ({ value: String(day), label: weekdayName(day) }))}
            value={String(row.day)}
            error={errors[`${list}.${i}.day`]}
            onChange={(day) => set({ day: Number.parseInt(day ?? '1', 10) })}
          />
          <TextInput
            type="time"
            label={t('hours.from')}
            required
            w={140}
            value={row.from}
            error={errors[`${list}.${i}.from`]}
            onChange={(event) => set({ from: event.currentTarget.value })}
          />
          <TextInput
            type="time"
            label={t('hours.to')}
            required
            w={140}
            value={row.to}
            error={errors[`${list}.${i}.to`]}
            onChange={(event) => set({ to: event.currentTarget.value })}
          />
          <TextInput
            label={t('hours.adjust')}
            required
            w={140}
            value={row.adjustBp}
            error={errors[`${list}.${i}.adjustBp`]}
            onChange={(event) => set({ adjustBp: event.currentTarget.value })}
          />
        </>
      )}
    </Rows>
  );
}
