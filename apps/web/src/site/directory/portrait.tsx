import { Avatar } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Advisor } from './advisors.ts';

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('');

/** The advisor's photo, or the initials. */
export function Portrait({ advisor, size = 72 }: { advisor: Advisor; size?: number }) {
  const { t } = useTranslation('site');
  const { displayName, photoUrl } = advisor;
  if (photoUrl === null)
    return (
      <Avatar size={size} radius="md" color="brand" variant="light" aria-hidden>
        {initials(displayName)}
      </Avatar>
    );
  return (
    <img
      src={photoUrl}
      alt={t('advisor.photo', { name: displayName })}
      width={size}
      height={size}
      loading="lazy"
      decoding="async"
      style={{ borderRadius: 'var(--t-radius)', objectFit: 'cover', flex: 'none' }}
    />
  );
}
