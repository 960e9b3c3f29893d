import { api } from '~/shared/api/index.ts';
import { serverNow } from '../server-clock.ts';

/** A participant that was silent for longer than 2 s counts as gone since its last proof (calling/README, "Who is believed"). */
const PROOF_MS = 1_000;
const PATIENCE_MS = 1_500;

/**
 * Tells every second that this participant lives, and when that was said: a broken line delivers it late. Lost proofs do no harm: they can only
 * shorten the bill.
 * @param sid the participant whose line works now; undefined = there is nothing to prove
 * @returns says it once more, and stops
 */
export function provePresence(callId: string, sid: () => string | undefined): () => void {
  const prove = (): void => {
    const current = sid();
    if (current === undefined || !navigator.onLine) return;
    const at = serverNow()?.toISOString();
    void api
      .POST('/v1/calls/{id}/presence', {
        params: { path: { id: callId } },
        body: { sid: current, ...(at === undefined ? {} : { at }) },
        signal: AbortSignal.timeout(PATIENCE_MS),
      })
      .catch(() => undefined);
  };
  const timer = setInterval(prove, PROOF_MS);
  return () => {
    clearInterval(timer);
    prove();
  };
}
