import { Button, Group, Modal, Stack } from '@mantine/core';
import type { FormEventHandler, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FormFailure } from './form-failure.tsx';
import type { ProblemForm } from './forms.ts';

interface FormDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** Its failure is shown above the buttons; the dialog stays open with what was typed. */
  readonly form: Pick<ProblemForm<never>, 'failure' | 'isSending'>;
  readonly onSubmit: FormEventHandler<HTMLFormElement>;
  readonly submitLabel: string;
  readonly color?: string;
  readonly children: ReactNode;
}

/** A dialog with a form in it: its fields, what went wrong, cancel and send. */
export function FormDialog({ isOpen, onClose, title, form, onSubmit, submitLabel, color, children }: FormDialogProps) {
  const { t } = useTranslation('common');
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('action.close') }}>
      <form onSubmit={onSubmit} noValidate>
        <Stack>
          {children}
          <FormFailure failure={form.failure} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" color={color} loading={form.isSending}>
              {submitLabel}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
