import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

export function LicenseeLink({ id, children }: { id: string; children: ReactNode }) {
  return (
    <Anchor component={Link} to={`/licensees/${id}`} underline="always">
      {children}
    </Anchor>
  );
}
