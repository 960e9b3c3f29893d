import { Button, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { FormDialog, announce, useProblemForm } from '~/shared/ui/index.ts';
import { useDomainActs } from './use-domains.ts';

/** A domain goes when its name was written (L3.5). */
export function RemoveDomain({ host }: { host: string }) {
  const { t } = useTranslation('admin');
  const [isOpen, { open, close }] = useDisclosure(false);
  const { remove } = useDomainActs();
  const form = useProblemForm({
    mode: 'uncontrolled',
    initialValues: { confirm: '' },
    validate: {
      confirm: (typed) => (typed.trim().toLowerCase() === host ? null : t('domains.removeMismatch', { host })),
    },
  });
  const submit = form.send(async () => {
    await remove.mutateAsync(host);
    announce(t('domains.removed', { host }));
  });
  return (
    <>
      <Button variant="outline" color="danger" onClick={open}>
        {t('domains.remove')}
      </Button>
      <FormDialog
        isOpen={isOpen}
        onClose={close}
        title={t('domains.removeTitle', { host })}
        form={form}
        onSubmit={submit}
        submitLabel={t('domains.remove')}
        color="danger"
      >
        <Text>{t('domains.removeText', { host })}</Text>
        <TextInput
          label={t('domains.removeConfirm')}
          autoComplete="off"
          required
          data-autofocus
          key={form.key('confirm')}
          {...form.getInputProps('confirm')}
        />
      </FormDialog>
    </>
  );
}
