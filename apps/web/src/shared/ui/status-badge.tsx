import { Badge } from '@mantine/core';
import { Circle, CircleCheck, CircleDot, CircleX, Clock, type LucideIcon } from 'lucide-react';
import type { FamilyName } from '@app/theme';

export type Tone = 'good' | 'busy' | 'waiting' | 'bad' | 'quiet';

const LOOKS: Record<Tone, { color: FamilyName; icon: LucideIcon }> = {
  good: { color: 'success', icon: CircleCheck },
  busy: { color: 'warning', icon: CircleDot },
  waiting: { color: 'brand', icon: Clock },
  bad: { color: 'danger', icon: CircleX },
  quiet: { color: 'neutral', icon: Circle },
};

/** The word is never cut off; where there is no room it goes on in the next line. */
const WHOLE = {
  root: { height: 'auto', minHeight: 'var(--badge-height)', overflowWrap: 'normal' },
  label: { whiteSpace: 'normal', overflow: 'visible' },
} as const;

/** A state as icon and word; never as colour alone (X11). */
export function StatusBadge({ tone, children }: { tone: Tone; children: string }) {
  const { color, icon: Icon } = LOOKS[tone];
  return (
    <Badge color={color} leftSection={<Icon size={12} aria-hidden />} styles={WHOLE}>
      {children}
    </Badge>
  );
}
