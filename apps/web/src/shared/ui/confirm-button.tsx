import { Button, type ButtonProps, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormFailure } from './form-failure.tsx';
import { useProblemText } from './states.tsx';

interface ConfirmButtonProps extends Omit<ButtonProps, 'onClick'> {
  readonly title: string;
  readonly text: ReactNode;
  readonly confirmLabel: string;
  /** Asks for a reason; `minLength` characters at least. */
  readonly reason?: { readonly label: string; readonly minLength?: number };
  readonly onConfirm: (reason: string) => Promise<unknown>;
  readonly children: ReactNode;
}

/** A button that says what will happen before it does, and stays open with the reason when it did not. */
export function ConfirmButton({
  title,
  text,
  confirmLabel,
  reason,
  onConfirm,
  children,
  ...button
}: ConfirmButtonProps) {
  const { t } = useTranslation('common');
  const words = useProblemText();
  const [isOpen, { open, close }] = useDisclosure(false);
  const [why, setWhy] = useState('');
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const send = (): void => {
    if (isBusy) return;
    setBusy(true);
    setFailure(null);
    onConfirm(why.trim())
      .then(() => {
        close();
        setWhy('');
      })
      .catch((error: unknown) => setFailure(words(error)))
      .finally(() => setBusy(false));
  };
  return (
    <>
      <Button {...button} onClick={open}>
        {children}
      </Button>
      <Modal opened={isOpen} onClose={close} title={title} closeButtonProps={{ 'aria-label': t('action.close') }}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            send();
          }}
        >
          <Stack>
            <Text component="div">{text}</Text>
            {reason && (
              <TextInput
                label={reason.label}
                required
                minLength={reason.minLength ?? 1}
                maxLength={300}
                value={why}
                onChange={(event) => setWhy(event.currentTarget.value)}
                data-autofocus
              />
            )}
            <FormFailure failure={failure} />
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                {t('action.cancel')}
              </Button>
              <Button type="submit" color={button.color} loading={isBusy}>
                {confirmLabel}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
