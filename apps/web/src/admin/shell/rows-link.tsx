import { Anchor, type AnchorProps } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

interface RowsLinkProps extends AnchorProps {
  readonly to: string;
  /** Filters in the address of the page that opens. */
  readonly search: Readonly<Record<string, string>>;
  readonly 'aria-label'?: string;
  readonly children: ReactNode;
}

/** A way from a figure to its rows. Pages of other areas name their filters as the API does. */
export function RowsLink({ to, search, children, ...anchor }: RowsLinkProps) {
  return (
    <Anchor {...anchor} component={Link} to={to} search={search as never}>
      {children}
    </Anchor>
  );
}
