import { Avatar, Button, FileButton, Group, Stack, Text } from '@mantine/core';
import { ImageUp, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '~/shared/api/index.ts';
import { FormFailure, announce, useProblemText } from '~/shared/ui/index.ts';
import type { MyAdvisor } from '../live/queries.ts';
import { useProfileWriter } from './queries.ts';

/** The picture: sent as it is chosen, kept as a square. */
export function PhotoFields({ advisor }: { advisor: MyAdvisor }) {
  const { t } = useTranslation('pro');
  const words = useProblemText();
  const { setPhoto, removePhoto } = useProfileWriter();
  const error = setPhoto.error ?? removePhoto.error;
  const isRefused = isProblem(error, 'photo-refused', 'unsupported-media-type', 'body-too-large');
  const choose = (file: File | null): void => {
    removePhoto.reset();
    if (file) setPhoto.mutate(file, { onSuccess: () => announce(t('profile.photoSaved')) });
  };
  return (
    <Stack gap="sm">
      <Group>
        <Avatar src={advisor.photoUrl} alt="" size={72} name={advisor.displayName} color="brand" />
        <Stack gap="xs">
          <Group gap="sm">
            <FileButton onChange={choose} accept="image/png,image/jpeg,image/webp">
              {(props) => (
                <Button
                  {...props}
                  variant="default"
                  leftSection={<ImageUp size={16} aria-hidden />}
                  loading={setPhoto.isPending}
                >
                  {t(advisor.photoUrl === null ? 'profile.addPhoto' : 'profile.changePhoto')}
                </Button>
              )}
            </FileButton>
            {advisor.photoUrl !== null && (
              <Button
                variant="subtle"
                color="danger"
                leftSection={<Trash2 size={16} aria-hidden />}
                loading={removePhoto.isPending}
                onClick={() => {
                  setPhoto.reset();
                  removePhoto.mutate(undefined, { onSuccess: () => announce(t('profile.photoRemoved')) });
                }}
              >
                {t('profile.removePhoto')}
              </Button>
            )}
          </Group>
          <Text size="sm" c="dimmed">
            {t('profile.photoHint')}
          </Text>
        </Stack>
      </Group>
      <FormFailure failure={error ? (isRefused ? t('profile.photoRefused') : words(error)) : null} />
    </Stack>
  );
}
