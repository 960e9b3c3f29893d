import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ConfirmButton } from '~/shared/ui/index.ts';
import { AGREED_TO, type LegalKind } from './kinds.ts';

interface LegalButtonsProps {
  /** Id of the form that is saved. */
  readonly form: string;
  readonly kind: LegalKind;
  /** Number that the next version will have. */
  readonly next: number;
  readonly isSaving: boolean;
  readonly mayPublish: boolean;
  readonly onPublish: () => Promise<void>;
}

export function LegalButtons({ form, kind, next, isSaving, mayPublish, onPublish }: LegalButtonsProps) {
  const { t } = useTranslation('admin');
  return (
    <Group justify="flex-end">
      <Button type="submit" form={form} variant="default" loading={isSaving}>
        {t('legal.save')}
      </Button>
      <ConfirmButton
        title={t('legal.publishTitle', { number: next })}
        text={t(AGREED_TO.includes(kind) ? 'legal.publishAsksAgain' : 'legal.publishText', { number: next })}
        confirmLabel={t('legal.publish')}
        disabled={!mayPublish}
        onConfirm={onPublish}
      >
        {t('legal.publish')}
      </ConfirmButton>
    </Group>
  );
}
