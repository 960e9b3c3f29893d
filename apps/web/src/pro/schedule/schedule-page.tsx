import { useTranslation } from 'react-i18next';
import { DataView, LoadingState, Page } from '~/shared/ui/index.ts';
import { useSchedule } from './queries.ts';
import { ScheduleEditor } from './schedule-editor.tsx';

export function SchedulePage() {
  const { t } = useTranslation('pro');
  const schedule = useSchedule();
  return (
    <Page title={t('schedule.title')} intro={t('schedule.intro')}>
      <DataView query={schedule} loading={<LoadingState lines={7} />}>
        {(kept) => <ScheduleEditor kept={kept} />}
      </DataView>
    </Page>
  );
}
