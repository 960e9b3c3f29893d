import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '~/shared/api/index.ts';
import { dateTime } from '~/shared/format.ts';
import { ConfirmButton, DataView, FormFailure, useProblemText } from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';
import { useStaff } from '../staff.tsx';
import { changed, useNetting } from './use-licence.ts';

/** Whether invoices are settled from the share; who pays the bills agrees to it and withdraws it. */
export function Netting() {
  const { t } = useTranslation('admin');
  const mayChange = useStaff().is('owner', 'finance');
  const query = useNetting();
  return (
    <Section title={t('licence.netting.title')} text={t('licence.netting.text')}>
      <DataView query={query}>
        {({ consent, isPossible, topology, wording }) => (
          <Stack>
            {consent ? (
              <Group justify="space-between">
                <Text>{t('licence.netting.agreed', { at: dateTime(consent.givenAt) })}</Text>
                {mayChange && <Withdraw />}
              </Group>
            ) : (
              isPossible && <Text>{t('licence.netting.off')}</Text>
            )}
            {!isPossible && <Text c="dimmed">{t(`licence.netting.elsewhere.${topology}`)}</Text>}
            {!consent && isPossible && mayChange && <Agree wording={wording} />}
          </Stack>
        )}
      </DataView>
    </Section>
  );
}

function Agree({ wording }: { wording: number }) {
  const { t } = useTranslation('admin');
  const words = useProblemText();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  return (
    <>
      <Text size="sm">{t('licence.netting.agreement')}</Text>
      <Group>
        <Button
          loading={isBusy}
          onClick={() => {
            setBusy(true);
            setFailure(null);
            unwrap(api.PUT('/v1/staff/licence/netting', { body: { wording } }))
              .then(changed)
              .catch((error: unknown) => setFailure(words(error)))
              .finally(() => setBusy(false));
          }}
        >
          {t('licence.netting.agree')}
        </Button>
      </Group>
      <FormFailure failure={failure} />
    </>
  );
}

function Withdraw() {
  const { t } = useTranslation('admin');
  return (
    <ConfirmButton
      variant="default"
      title={t('licence.netting.withdrawTitle')}
      text={t('licence.netting.withdrawText')}
      confirmLabel={t('licence.netting.withdraw')}
      onConfirm={async () => {
        await unwrap(api.DELETE('/v1/staff/licence/netting'));
        await changed();
      }}
    >
      {t('licence.netting.withdraw')}
    </ConfirmButton>
  );
}
