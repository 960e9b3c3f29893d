import { Alert, Anchor, Stack } from '@mantine/core';
import { CircleCheck } from 'lucide-react';

/** What was done, said once, and where to go on. */
export function Done({ text, on }: { text: string; on?: { href: string; label: string } }) {
  return (
    <Stack align="flex-start">
      <Alert variant="outline" color="success" icon={<CircleCheck aria-hidden />} role="status">
        {text}
      </Alert>
      {on && <Anchor href={on.href}>{on.label}</Anchor>}
    </Stack>
  );
}
