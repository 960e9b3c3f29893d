import { Button, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { useStaff } from '../staff.tsx';
import { RefundForm } from './refund-form.tsx';

/** Offered for a settled call that cost something. */
export function RefundButton({ call }: { call: Schemas['CallView'] }) {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation('common');
  const staff = useStaff();
  const [isOpen, { open, close }] = useDisclosure(false);
  if (!staff.is('owner', 'admin', 'finance', 'support') || (call.priceMinor ?? 0) <= 0) return null;
  return (
    <>
      <Button variant="default" leftSection={<Undo2 size={16} aria-hidden />} onClick={open}>
        {t('calls.refund.action')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        size="lg"
        title={t('calls.refund.title')}
        closeButtonProps={{ 'aria-label': common('action.close') }}
      >
        <RefundForm call={call} onDone={close} />
      </Modal>
    </>
  );
}
