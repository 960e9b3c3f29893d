import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

export type MicrophoneState = 'granted' | 'denied' | 'prompt' | 'missing';

const KEY = ['device', 'microphone'];

/** What the browser says; a browser that does not tell is asked by {@link openMicrophone}. */
async function permission(): Promise<MicrophoneState> {
  if (!('mediaDevices' in navigator)) return 'missing';
  try {
    return (await navigator.permissions.query({ name: 'microphone' as PermissionName })).state;
  } catch {
    return 'prompt';
  }
}

/** Asks for the microphone, and gives it back at once. */
async function openMicrophone(): Promise<MicrophoneState> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    for (const track of stream.getTracks()) track.stop();
    return 'granted';
  } catch (error) {
    return error instanceof DOMException && error.name === 'NotFoundError' ? 'missing' : 'denied';
  }
}

export function useMicrophone() {
  const client = useQueryClient();
  const state = useQuery({ queryKey: KEY, queryFn: permission, staleTime: Infinity });
  const ask = useMutation({ mutationFn: openMicrophone, onSuccess: (now) => client.setQueryData(KEY, now) });
  useEffect(() => {
    const abort = new AbortController();
    void navigator.permissions
      ?.query({ name: 'microphone' as PermissionName })
      .then((status) =>
        status.addEventListener('change', () => client.setQueryData(KEY, status.state), { signal: abort.signal }),
      )
      .catch(() => undefined);
    return () => abort.abort();
  }, [client]);
  return { state: state.data, ask };
}
