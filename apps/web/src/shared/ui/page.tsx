import { Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { useBrand } from '../brand.ts';

interface PageProps {
  readonly title: string;
  readonly intro?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of every page: one heading, the title of the window, actions beside it. Lives inside the face's `<main>`. */
export function Page({ title, intro, actions, children }: PageProps) {
  const { name } = useBrand().site;
  useEffect(() => {
    document.title = `${title} · ${name}`;
  }, [title, name]);
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-start" gap="md">
        <div>
          <Title order={1} size="h2">
            {title}
          </Title>
          {intro && (
            <Text c="dimmed" mt={4}>
              {intro}
            </Text>
          )}
        </div>
        {actions && <Group gap="sm">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}

/** First stop of the keyboard: past the navigation. The target is `<main id="main">`. */
export function SkipLink({ label }: { label: string }) {
  return (
    <a className="skip-link visually-hidden" href="#main">
      {label}
    </a>
  );
}
