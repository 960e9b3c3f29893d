import { List, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** What Stripe's names are about. The first that fits is taken. */
const KINDS = [
  ['bank', /external_account|payout_method|bank_account/],
  ['terms', /tos_acceptance|terms_of_service|attestation/],
  ['birth', /dob|date_of_birth/],
  ['address', /address/],
  ['identity', /document|verification|id_number|id_numbers|ssn/],
  ['tax', /tax_id|vat/],
  ['people', /representative|owner|director|executive|relationship/],
  ['contact', /email|phone/],
  ['name', /first_name|last_name|given_name|surname/],
  ['company', /registered_name|company|business|entity_type/],
  ['country', /country/],
] as const satisfies readonly (readonly [string, RegExp])[];

const kindOf = (requirement: string) => KINDS.find(([, pattern]) => pattern.test(requirement))?.[0] ?? 'other';

/** What Stripe still asks for, with its heading. */
export function Requirements({ requirements }: { requirements: readonly string[] }) {
  const { t } = useTranslation('payouts');
  return (
    <div>
      <Text fw={600}>{t('requirement.title')}</Text>
      <RequirementList requirements={requirements} />
    </div>
  );
}

/** The same in our words, with Stripe's own beside them. */
export function RequirementList({ requirements }: { requirements: readonly string[] }) {
  const { t } = useTranslation('payouts');
  const kinds = [...new Set(requirements.map(kindOf))];
  return (
    <List size="sm" mt={4} ta="start">
      {kinds.map((kind) => (
        <List.Item key={kind}>
          {t(`requirement.${kind}`)}
          <Text size="xs" c="dimmed" ff="monospace" lang="en" dir="ltr" ta="start">
            {requirements.filter((one) => kindOf(one) === kind).join(', ')}
          </Text>
        </List.Item>
      ))}
    </List>
  );
}
