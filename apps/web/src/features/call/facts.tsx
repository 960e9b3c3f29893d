import { Box, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

export interface Fact {
  readonly label: string;
  readonly value: ReactNode;
  readonly strong?: boolean;
}

/** Names and values, one pair per line; they wrap instead of running out of a narrow screen. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <Stack component="dl" gap="xs" m={0}>
      {facts.map(({ label, value, strong }) => (
        <Group key={label} justify="space-between" gap="xs" align="baseline">
          <Text component="dt" c={strong ? undefined : 'dimmed'} fw={strong ? 700 : undefined}>
            {label}
          </Text>
          <Box component="dd" m={0} ta="end" fw={strong ? 700 : 500}>
            {value}
          </Box>
        </Group>
      ))}
    </Stack>
  );
}
