import { TOPOLOGIES, TOPOLOGY_BLOCKERS, type Topology, type TopologyBlocker } from '@app/billing';
import { Choice, Shown } from '@app/kernel';
import { LicenceReason } from './licence.dto.js';

const Whose = (): PropertyDecorator =>
  Choice({
    description:
      "Whose account at Stripe takes the money of callers: the operator's, or the licensee's own. self_managed: the licensee keeps it itself, and gives budgets",
    of: TOPOLOGIES,
  });

export class SetTopology extends LicenceReason {
  @Whose() topology: Topology;
}

export class TopologyView {
  @Whose() topology: Topology;
  @Shown('The account of the licensee at Stripe; null = none connected', { type: String, nullable: true })
  accountId: string | null;
  @Shown("Which of Stripe's two APIs opens accounts of advisors there; null = not known before the first", {
    type: String,
    enum: ['v1', 'v2'],
    nullable: true,
  })
  accountsApi: 'v1' | 'v2' | null;
  @Shown('What stands in the way of a change', { type: [String], enum: TOPOLOGY_BLOCKERS }) blockers: TopologyBlocker[];
}
