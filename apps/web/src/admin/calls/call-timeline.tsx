import { Box, Group, Text, Timeline } from '@mantine/core';
import {
  BadgeEuro,
  Bell,
  BellRing,
  ClockAlert,
  Flag,
  Gavel,
  LogIn,
  LogOut,
  MessageSquareWarning,
  type LucideIcon,
  Pause,
  PhoneCall,
  PhoneOff,
  Play,
  PlusCircle,
  Send,
  Undo2,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { DataView, EmptyState } from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';
import { IdLink } from '../parts/links.tsx';
import { moment } from '../parts/moment.ts';
import { useTimeline } from './data.ts';
import { idsOf, useSentence } from './timeline-words.ts';

type Entry = Schemas['TimelineEntryView'];

const ICONS: Record<Entry['kind'], LucideIcon> = {
  requested: PhoneCall,
  ring: Bell,
  rung: Send,
  heard: BellRing,
  accepted: PhoneCall,
  joined: LogIn,
  left: LogOut,
  media_active: Play,
  paused: Pause,
  resumed: Play,
  extended: PlusCircle,
  warned: ClockAlert,
  ended: PhoneOff,
  settled: BadgeEuro,
  refunded: Undo2,
  reported: Flag,
  complaint: MessageSquareWarning,
  audit: Gavel,
};

/** Everything that happened to a call, from the request to the last act. */
export function CallTimeline({ id, isLive }: { id: string; isLive: boolean }) {
  const { t } = useTranslation('admin');
  const timeline = useTimeline(id, isLive);
  return (
    <Section title={t('calls.timeline.title')} text={t('calls.timeline.text')}>
      <DataView
        query={timeline}
        isEmpty={({ entries }) => entries.length === 0}
        empty={<EmptyState title={t('calls.timeline.none')} />}
      >
        {({ entries, currency }) => (
          <Timeline bulletSize={28} lineWidth={2} color="neutral" active={-1}>
            {entries.map((entry, index) => (
              <TimelineEntry key={`${entry.at}-${index}`} entry={entry} currency={currency} />
            ))}
          </Timeline>
        )}
      </DataView>
    </Section>
  );
}

function TimelineEntry({ entry, currency }: { entry: Entry; currency: string }) {
  const { title, details } = useSentence(entry, currency);
  const Icon = ICONS[entry.kind];
  const ids = idsOf(entry);
  return (
    <Timeline.Item bullet={<Icon size={14} aria-hidden />} title={title}>
      <Text size="sm" c="dimmed">
        {moment(entry.at)}
      </Text>
      {details.map((line) => (
        <Text key={line} size="sm">
          {line}
        </Text>
      ))}
      {ids.length > 0 && (
        <Group gap="md" mt={4}>
          {ids.map((one) => (
            <Box key={one}>
              <IdLink id={one} />
            </Box>
          ))}
        </Group>
      )}
    </Timeline.Item>
  );
}
