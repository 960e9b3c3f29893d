import { Radio, Select, Stack } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CouponForm } from '~/features/coupons/index.ts';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { boot } from '~/shared/boot.ts';
import { useAdvisors } from '../advisors/data.ts';

const PAUSE_MS = 300;
const PAYERS = ['licensee', 'advisor'] as const;
type Payer = (typeof PAYERS)[number];

/** A new code, and who pays for it: the licensee, or an advisor who is asked. */
export function CreateCoupon({ onCreated }: { onCreated: () => Promise<void> }) {
  const { t } = useTranslation('coupons');
  const [payer, setPayer] = useState<Payer>('licensee');
  const [advisorId, setAdvisorId] = useState<string | null>(null);
  const [isMissing, setMissing] = useState(false);
  const create = async (terms: Schemas['CouponTerms']): Promise<string> => {
    if (payer === 'advisor' && advisorId === null) {
      setMissing(true);
      throw new Error(t('invalidAdvisor'));
    }
    const { code } = await unwrap(
      api.POST('/v1/staff/coupons', {
        body: { ...terms, ...(payer === 'advisor' && advisorId !== null ? { sponsorAdvisorId: advisorId } : {}) },
      }),
    );
    await onCreated();
    setPayer('licensee');
    setAdvisorId(null);
    return t(payer === 'advisor' ? 'asked' : 'created', { code });
  };
  return (
    <CouponForm currency={boot.site.currency} create={create}>
      <Radio.Group
        label={t('whoPays')}
        description={t('whoPaysHint')}
        value={payer}
        onChange={(value) => setPayer(value as Payer)}
      >
        <Stack gap="xs" mt="xs">
          {PAYERS.map((one) => (
            <Radio key={one} value={one} label={t(`pays.${one}`)} />
          ))}
        </Stack>
      </Radio.Group>
      {payer === 'advisor' && (
        <AdvisorChoice
          value={advisorId}
          isMissing={isMissing && advisorId === null}
          onChange={(id) => {
            setAdvisorId(id);
            setMissing(false);
          }}
        />
      )}
    </CouponForm>
  );
}

interface AdvisorChoiceProps {
  readonly value: string | null;
  readonly isMissing: boolean;
  readonly onChange: (id: string | null) => void;
}

function AdvisorChoice({ value, isMissing, onChange }: AdvisorChoiceProps) {
  const { t } = useTranslation('coupons');
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), PAUSE_MS);
  const [chosen, setChosen] = useState<{ value: string; label: string } | null>(null);
  const { rows } = useAdvisors(q === '' || q === chosen?.label ? {} : { q });
  const choices = rows.map(({ id, displayName, email }) => ({ value: id, label: `${displayName} (${email})` }));
  const data = chosen && !choices.some((one) => one.value === chosen.value) ? [chosen, ...choices] : choices;
  return (
    <Select
      label={t('advisor')}
      required
      searchable
      data={data}
      value={value}
      searchValue={typed}
      onSearchChange={setTyped}
      onChange={(id, option) => {
        setChosen(id === null ? null : option);
        onChange(id);
      }}
      error={isMissing ? t('invalidAdvisor') : null}
    />
  );
}
