import type { FormErrors } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { type Hours, type ScheduleForm, WEEKDAYS, meant } from './model.ts';

/** Where some hours are in the form, and what they say. */
interface Placed extends Hours {
  readonly path: string;
}

/** What is wrong in the reader's words, before it is sent; the service says the same at the same fields (libs/advisors/schedules.dto). */
export function useScheduleFaults(): (form: ScheduleForm) => FormErrors {
  const { t } = useTranslation('pro');
  const hoursFaults = (hours: readonly Placed[]): FormErrors => {
    const faults: FormErrors = {};
    for (const { path, from, to } of hours) if (from >= meant(to)) faults[`${path}.to`] = t('schedule.fault.order');
    const sorted = [...hours].sort((a, b) => a.from.localeCompare(b.from));
    sorted.slice(1).forEach((one, i) => {
      if (one.from < meant(sorted[i]!.to)) faults[`${one.path}.from`] = t('schedule.fault.overlap');
    });
    return faults;
  };
  return ({ weekly, exceptions }) => {
    const days = WEEKDAYS.map((day) =>
      weekly.flatMap((one, i) => (one.day === day ? [{ ...one, path: `weekly.${i}` }] : [])),
    );
    const dates = [...new Set(exceptions.map(({ date }) => date))].map((date) =>
      exceptions.flatMap((one, i) => (one.date === date ? [{ ...one, path: `exceptions.${i}` }] : [])),
    );
    const untils = exceptions.flatMap(({ isClosed, until, date }, i) =>
      isClosed && until !== '' && until <= date ? [[`exceptions.${i}.until`, t('schedule.fault.until')]] : [],
    );
    const twice = dates
      .filter(
        (ofDate) =>
          ofDate.some(({ isClosed }) => isClosed) &&
          ofDate.filter(({ isClosed, isExtra }) => isClosed || !isExtra).length > 1,
      )
      .map((ofDate) => [`${ofDate.at(-1)!.path}.date`, t('schedule.fault.twice')]);
    return Object.assign(
      Object.fromEntries([...twice, ...untils]) as FormErrors,
      ...days.map(hoursFaults),
      ...[true, false].flatMap((extra) =>
        dates.map((ofDate) => hoursFaults(ofDate.filter(({ isClosed, isExtra }) => !isClosed && isExtra === extra))),
      ),
    ) as FormErrors;
  };
}
