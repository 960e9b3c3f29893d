import { useTranslation } from 'react-i18next';
import { DataView, LoadingState, Page } from '~/shared/ui/index.ts';
import { useAdvisor } from '../live/queries.ts';
import { ProfileEditor } from './profile-editor.tsx';

export function ProfilePage() {
  const { t } = useTranslation('pro');
  const advisor = useAdvisor();
  return (
    <Page title={t('profile.title')} intro={t('profile.intro')}>
      <DataView query={advisor} loading={<LoadingState lines={6} />}>
        {(me) => <ProfileEditor key={me.id} advisor={me} />}
      </DataView>
    </Page>
  );
}
