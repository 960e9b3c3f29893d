import { AspectRatio, Box, Text } from '@mantine/core';
import type { LocalVideoTrack, RemoteVideoTrack } from 'livekit-client';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { MediaState } from '../media/state.ts';

function Picture({
  track,
  label,
  isOwn = false,
}: {
  track: LocalVideoTrack | RemoteVideoTrack;
  label: string;
  isOwn?: boolean;
}) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const video = element.current;
    if (!video) return;
    track.attach(video);
    return () => void track.detach(video);
  }, [track]);
  return (
    <video
      ref={element}
      aria-label={label}
      muted
      playsInline
      autoPlay
      style={{ width: '100%', height: '100%', objectFit: 'cover', transform: isOwn ? 'scaleX(-1)' : undefined }}
    />
  );
}

/** The other side large, the own picture small in its corner; words where there is no picture. */
export function Videos({ state, peer }: { state: MediaState; peer: string }) {
  const { t } = useTranslation('call');
  return (
    <Box pos="relative" bg="var(--t-subtle)" style={{ borderRadius: 'var(--t-radius)', overflow: 'hidden' }}>
      <AspectRatio ratio={16 / 9} mih={180}>
        {state.peerVideo ? (
          <Picture track={state.peerVideo} label={t('video.peer', { name: peer })} />
        ) : (
          <Text ta="center" p="md" style={{ display: 'grid', placeItems: 'center' }}>
            {t('video.none', { name: peer })}
          </Text>
        )}
      </AspectRatio>
      {state.ownVideo && (
        <Box
          pos="absolute"
          w="26%"
          style={{ insetBlockEnd: 8, insetInlineEnd: 8, borderRadius: 'var(--t-radius)', overflow: 'hidden' }}
        >
          <Picture track={state.ownVideo} label={t('video.own')} isOwn />
        </Box>
      )}
      {state.isCameraRefused && (
        <Text size="sm" p="xs" role="status">
          {t('video.refused')}
        </Text>
      )}
    </Box>
  );
}
