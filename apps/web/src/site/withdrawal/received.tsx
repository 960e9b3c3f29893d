import { Alert, Stack } from '@mantine/core';
import { CheckCircle2 } from 'lucide-react';
import type { ReactNode } from 'react';

/** The acknowledgement on the page: what was said and when. The one to keep comes by mail. */
export function Received({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Alert
      variant="outline"
      color="success"
      icon={<CheckCircle2 aria-hidden />}
      title={title}
      maw="40rem"
      role="status"
    >
      <Stack gap="sm" align="flex-start">
        {children}
      </Stack>
    </Alert>
  );
}
