import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { AreaName } from '../areas.ts';
import { RowsLink } from '../shell/rows-link.tsx';
import { useStaff } from '../staff.tsx';

interface Target {
  readonly area: AreaName;
  readonly to: string;
}

/** Where an id leads, by its prefix. */
const TARGETS: Readonly<Record<string, Target>> = {
  call: { area: 'calls', to: '/calls/$id' },
  usr: { area: 'people', to: '/people/$id' },
  adv: { area: 'advisors', to: '/advisors/$id' },
  txn: { area: 'ledger', to: '/ledger/transactions/$id' },
  acc: { area: 'ledger', to: '/ledger/accounts/$id' },
  ref: { area: 'ledger', to: '/ledger' },
  top: { area: 'ledger', to: '/ledger' },
  crd: { area: 'ledger', to: '/ledger' },
  dsp: { area: 'disputes', to: '/disputes/$id' },
};

/** Enough of an id to tell it from its neighbours. */
export const shortId = (id: string): string => id.replace(/^([a-z]+_)([0-9a-z]+)([0-9a-z]{6})$/, '$1…$3');

/** An id that leads to what it names, where this role may go there; otherwise its text. */
export function IdLink({ id, children }: { id: string; children?: ReactNode }) {
  const staff = useStaff();
  const target = TARGETS[id.split('_', 1)[0] ?? ''];
  const text = children ?? (
    <Text span ff="monospace" size="sm" title={id} style={{ whiteSpace: 'nowrap' }}>
      {shortId(id)}
    </Text>
  );
  if (!target || !staff.sees(target.area)) return <>{text}</>;
  if (!target.to.includes('$id'))
    return (
      <RowsLink to={target.to} search={{ q: id }} inherit>
        {text}
      </RowsLink>
    );
  return (
    <Anchor component={Link} to={target.to} params={{ id } as never} inherit>
      {text}
    </Anchor>
  );
}
