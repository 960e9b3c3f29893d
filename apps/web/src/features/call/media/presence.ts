import { api } from '~/shared/api/index.ts';

/** A participant that was silent for longer than 2 s counts as gone since its last proof (calling/README, "Who is believed"). */
const PROOF_MS = 1_000;
const PATIENCE_MS = 1_500;

/** Tells every second that this participant lives. Lost proofs do no harm: they can only shorten the bill. */
export function provePresence(callId: string, sid: () => string | undefined): () => void {
  const timer = setInterval(() => {
    const current = sid();
    if (current === undefined || !navigator.onLine) return;
    void api
      .POST('/v1/calls/{id}/presence', {
        params: { path: { id: callId } },
        body: { sid: current },
        signal: AbortSignal.timeout(PATIENCE_MS),
      })
      .catch(() => undefined);
  }, PROOF_MS);
  return () => clearInterval(timer);
}
