import { useBlocker } from '@tanstack/react-router';
import { useRef } from 'react';
import { LeaveDialog } from './leave-dialog.tsx';

/** Asks before a page with unsaved input is left, by a link or by the window. */
export function LeaveGuard({ isDirty }: { isDirty: boolean }) {
  // Read at the moment of leaving, which may come before the next paint.
  const dirty = useRef(isDirty);
  dirty.current = isDirty;
  const blocker = useBlocker({
    shouldBlockFn: () => dirty.current,
    enableBeforeUnload: () => dirty.current,
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
