import { Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface SectionProps {
  readonly id: string;
  readonly title: string;
  readonly text?: string;
  readonly children: ReactNode;
}

export function Section({ id, title, text, children }: SectionProps) {
  return (
    <section aria-labelledby={id}>
      <Title order={2} size="h4" id={id}>
        {title}
      </Title>
      {text !== undefined && (
        <Text c="dimmed" maw="65ch">
          {text}
        </Text>
      )}
      <div style={{ marginBlockStart: '0.75rem' }}>{children}</div>
    </section>
  );
}
