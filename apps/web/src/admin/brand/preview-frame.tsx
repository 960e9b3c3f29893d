import { useDirection } from '@mantine/core';
import { useElementSize, useWindowEvent } from '@mantine/hooks';
import { useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useDraft } from './draft-context.tsx';
import type { Locale } from './document.ts';

interface PreviewFrameProps {
  readonly path: string;
  readonly locale: Locale;
  readonly scheme: 'light' | 'dark';
  /** Width of the pretended screen in CSS pixels. */
  readonly width: number;
}

const HEIGHT = 720;

const isReady = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && (data as { type?: unknown }).type === 'brand-preview-ready';

/** The site, drawn as wide as on the device and scaled to the room there is. It wears the draft as soon as it changes. */
export function PreviewFrame({ path, locale, scheme, width }: PreviewFrameProps) {
  const { t } = useTranslation('admin');
  const { document } = useDraft();
  const { dir } = useDirection();
  const frame = useRef<HTMLIFrameElement>(null);
  const { ref, width: room } = useElementSize();
  const scale = room === 0 ? 1 : Math.min(1, room / width);

  const send = useCallback(() => {
    frame.current?.contentWindow?.postMessage({ type: 'brand-preview', document, scheme, locale }, location.origin);
  }, [document, scheme, locale]);
  // The frame is outside of React: what it shows follows the draft here, and its own word that it listens.
  useEffect(send, [send]);
  useWindowEvent('message', ({ origin, source, data }: MessageEvent) => {
    if (origin === location.origin && source === frame.current?.contentWindow && isReady(data)) send();
  });

  return (
    <div ref={ref} style={{ overflow: 'hidden', height: HEIGHT * scale }}>
      <iframe
        ref={frame}
        title={t('brand.preview.frame')}
        src={`${path}?lang=${locale}`}
        onLoad={send}
        style={{
          display: 'block',
          width,
          height: HEIGHT,
          marginInline: scale === 1 ? 'auto' : undefined,
          border: '1px solid var(--t-border)',
          transform: scale === 1 ? undefined : `scale(${scale})`,
          transformOrigin: dir === 'rtl' ? 'top right' : 'top left',
        }}
      />
    </div>
  );
}
