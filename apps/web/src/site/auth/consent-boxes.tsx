import { Anchor, Checkbox, Stack, Text } from '@mantine/core';
import { Trans, useTranslation } from 'react-i18next';
import type { LegalHead } from '../legal/legal-texts.ts';

interface ConsentBoxProps {
  readonly kind: 'terms' | 'privacy';
  readonly head: LegalHead;
  readonly input: object;
}

/** Agreement to one text, with the text itself one press away; what was typed stays in this window. */
export function LegalConsentBox({ kind, head, input }: ConsentBoxProps) {
  const { t } = useTranslation('site');
  return (
    <Checkbox
      required
      label={
        <Trans
          t={t}
          i18nKey={kind === 'terms' ? 'consent.terms' : 'consent.privacy'}
          values={{ title: head.title, version: head.version }}
          components={{
            page: <Anchor href={`/legal/${kind}`} target="_blank" rel="noopener" inherit underline="always" />,
          }}
        />
      }
      {...input}
    />
  );
}

export function AdultBox({ input }: { input: object }) {
  const { t } = useTranslation('site');
  return <Checkbox required label={t('consent.adult')} {...input} />;
}

export function MarketingBox({ input }: { input: object }) {
  const { t } = useTranslation('site');
  return (
    <Stack gap={4}>
      <Checkbox label={t('consent.marketing')} {...input} />
      <Text size="sm" c="dimmed" ps={36}>
        {t('consent.marketingText')}
      </Text>
    </Stack>
  );
}
