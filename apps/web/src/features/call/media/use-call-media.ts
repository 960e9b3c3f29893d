import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Call, Medium } from '../model.ts';
import { isJoinable } from '../model.ts';
import { CallMedia } from './call-media.ts';
import type { MediaState } from './state.ts';

/** A component that is taken away and put back at once must not drop the line. */
const GRACE_MS = 500;

interface Held {
  readonly media: CallMedia;
  users: number;
}

const held = new Map<string, Held>();

function heldFor(callId: string, medium: Medium): Held {
  let entry = held.get(callId);
  if (!entry) {
    entry = { media: new CallMedia(callId, medium), users: 0 };
    held.set(callId, entry);
  }
  return entry;
}

function release(callId: string): void {
  const entry = held.get(callId);
  if (!entry) return;
  entry.users -= 1;
  setTimeout(() => {
    if (entry.users > 0 || held.get(callId) !== entry) return;
    held.delete(callId);
    entry.media.dispose();
  }, GRACE_MS);
}

/** Sound and picture of a call, while it can be joined; leaves as soon as the call ends, which is our proof that we were there. */
export function useCallMedia(call: Call): { media: CallMedia; state: MediaState } {
  const [{ media }] = useState(() => heldFor(call.id, call.medium as Medium));
  const state = useSyncExternalStore(media.subscribe, media.snapshot);
  useEffect(() => {
    heldFor(call.id, call.medium as Medium).users += 1;
    return () => release(call.id);
  }, [call.id, call.medium]);
  const mayJoin = isJoinable(call);
  const isOver = call.status === 'ending' || call.status === 'ended';
  useEffect(() => {
    if (mayJoin) void media.start();
    else if (isOver) media.leave();
  }, [media, mayJoin, isOver]);
  return { media, state };
}
