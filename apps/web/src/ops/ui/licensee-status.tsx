import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { StatusBadge, type Tone } from '~/shared/ui/index.ts';

export type LicenseeStatus = Schemas['OperatorLicenseeView']['status'];

const LOOKS = {
  active: { tone: 'good', key: 'status.active' },
  suspended: { tone: 'busy', key: 'status.suspended' },
  terminated: { tone: 'quiet', key: 'status.terminated' },
} as const satisfies Record<LicenseeStatus, { tone: Tone; key: string }>;

export const LICENSEE_STATES = ['active', 'suspended', 'terminated'] as const satisfies readonly LicenseeStatus[];

/** The name of a state, for badges and filters alike. */
export const statusKey = (status: LicenseeStatus) => LOOKS[status].key;

export function LicenseeStatusBadge({ status }: { status: LicenseeStatus }) {
  const { t } = useTranslation('ops');
  return <StatusBadge tone={LOOKS[status].tone}>{t(LOOKS[status].key)}</StatusBadge>;
}
