import { useState } from 'react';
import { ApiProblem, api, unwrap } from '~/shared/api/index.ts';
import type { CallMedia } from '../media/call-media.ts';
import type { Call } from '../model.ts';

const AGAIN_MS = 1_000;
/** The media server has told of our leaving by then. */
const GIVE_UP_MS = 60_000;

/** Ends the call. Without a connection the line is closed here at once, and the end is told as soon as there is one. */
export function useHangUp(
  call: Call,
  media: CallMedia,
  apply: (call: Call) => void,
): { hangUp: () => void; isEnding: boolean } {
  const [isEnding, setEnding] = useState(false);
  const tell = async (): Promise<void> => {
    for (const began = Date.now(); Date.now() - began < GIVE_UP_MS;) {
      try {
        apply(await unwrap(api.POST('/v1/calls/{id}/end', { params: { path: { id: call.id } }, body: {} })));
        return;
      } catch (error) {
        if (error instanceof ApiProblem && !error.isTransient) return;
        await new Promise((done) => setTimeout(done, AGAIN_MS));
      }
    }
  };
  const hangUp = (): void => {
    if (isEnding) return;
    setEnding(true);
    void tell().finally(() => setEnding(false));
    media.leave();
  };
  return { hangUp, isEnding };
}
