import { useBlocker } from '@tanstack/react-router';
import { LeaveDialog } from '../shell/leave-dialog.tsx';
import { useDraft } from './draft-context.tsx';

/** Saves on the way out; only what cannot be saved holds anybody back. */
export function LeaveGuard() {
  const { store } = useDraft();
  const blocker = useBlocker({
    shouldBlockFn: async () => store.snapshot().save !== 'saved' && !(await store.flush()),
    enableBeforeUnload: () => store.snapshot().save !== 'saved',
    withResolver: true,
  });
  return (
    <LeaveDialog
      isOpen={blocker.status === 'blocked'}
      onStay={() => blocker.reset?.()}
      onLeave={() => blocker.proceed?.()}
    />
  );
}
