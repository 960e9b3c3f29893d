import { duration, money, number } from '~/shared/format.ts';
import type { AreaName } from '../areas.ts';
import type { Dashboard, Figure } from './use-home.ts';

export interface FigureLink {
  readonly area: AreaName;
  readonly to: string;
  readonly search: Record<string, string>;
}

export interface FigureInfo {
  readonly name: Figure;
  readonly format: (value: number) => string;
  /** The rows behind the figure, where a page shows them. */
  readonly link?: (dashboard: Dashboard) => FigureLink;
}

const callsOf = ({ from, to }: Dashboard): FigureLink => ({ area: 'calls', to: '/calls', search: { from, to } });
const ledgerOf =
  (kind: string) =>
  ({ from, to }: Dashboard): FigureLink => ({ area: 'ledger', to: '/ledger', search: { kind, from, to } });
const people = (): FigureLink => ({ area: 'people', to: '/people', search: { role: 'end_user' } });

const amount = (minor: number): string => money(minor);

/** In the order of the page; groups are its headings. */
export const FIGURE_GROUPS = [
  {
    name: 'calls',
    figures: [
      { name: 'calls', format: number, link: callsOf },
      { name: 'connectedCalls', format: number, link: callsOf },
      { name: 'billedSeconds', format: duration, link: callsOf },
    ],
  },
  {
    name: 'money',
    figures: [
      { name: 'grossMinor', format: amount, link: ledgerOf('settlement') },
      { name: 'netMinor', format: amount, link: ledgerOf('settlement') },
      { name: 'advisorMinor', format: amount, link: ledgerOf('settlement') },
      { name: 'operatorMinor', format: amount, link: ledgerOf('settlement') },
      { name: 'taxMinor', format: amount, link: ledgerOf('settlement') },
      { name: 'refundsMinor', format: amount, link: ledgerOf('call_refund') },
      { name: 'topUpsMinor', format: amount, link: ledgerOf('top_up') },
    ],
  },
  {
    name: 'people',
    figures: [
      { name: 'newUsers', format: number, link: people },
      { name: 'activeUsers', format: number, link: callsOf },
    ],
  },
] as const satisfies readonly { name: string; figures: readonly FigureInfo[] }[];
