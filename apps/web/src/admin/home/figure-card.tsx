import { ActionIcon, Card, Group, Popover, Stack, Text } from '@mantine/core';
import { CircleHelp } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { RowsLink } from '../shell/rows-link.tsx';
import { useStaff } from '../staff.tsx';
import type { FigureLink } from './figures.ts';

interface FigureCardProps {
  readonly label: string;
  readonly definition: string;
  readonly value: string;
  readonly comparison?: ReactNode;
  readonly link?: FigureLink;
}

/** A figure with what it means; the figure itself opens its rows (L1.3). */
export function FigureCard({ label, definition, value, comparison, link }: FigureCardProps) {
  const { t } = useTranslation('admin');
  const { sees } = useStaff();
  return (
    <Card withBorder padding="md">
      <Stack gap={4}>
        <Group justify="space-between" wrap="nowrap" align="flex-start" gap="xs">
          <Text size="sm" c="dimmed">
            {label}
          </Text>
          <Popover width={280} position="bottom-end" withArrow>
            <Popover.Target>
              <ActionIcon variant="subtle" color="neutral" aria-label={t('home.definition', { figure: label })}>
                <CircleHelp size={16} aria-hidden />
              </ActionIcon>
            </Popover.Target>
            <Popover.Dropdown>
              <Text size="sm">{definition}</Text>
            </Popover.Dropdown>
          </Popover>
        </Group>
        {link && sees(link.area) ? (
          <RowsLink
            to={link.to}
            search={link.search}
            size="xl"
            fw={700}
            aria-label={t('home.openRows', { figure: label, value })}
          >
            {value}
          </RowsLink>
        ) : (
          <Text size="xl" fw={700}>
            {value}
          </Text>
        )}
        {comparison !== undefined && (
          <Text size="sm" c="dimmed">
            {comparison}
          </Text>
        )}
      </Stack>
    </Card>
  );
}
