import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { PhoneCall } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Call } from '../live/queries.ts';
import { isTalking } from '../live/work-state.ts';

/** The way back into a running call, after a reload or from another device. */
export function ReturnToCall({ calls }: { calls: readonly Call[] }) {
  const { t } = useTranslation('pro');
  const call = calls.find(isTalking);
  if (!call) return null;
  return (
    <Button
      component={Link}
      to="/call/$id"
      params={{ id: call.id } as never}
      size="lg"
      leftSection={<PhoneCall size={20} aria-hidden />}
    >
      {t('home.returnToCall', { name: call.callerAlias ?? '' })}
    </Button>
  );
}
