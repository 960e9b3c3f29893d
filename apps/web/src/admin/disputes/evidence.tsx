import { Box, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { Facts, Section } from '../parts/facts.tsx';

/** What the bank would read, in the language it is sent in. */
export function Evidence({ evidence, isOpen }: { evidence: Schemas['EvidenceView']; isOpen: boolean }) {
  const { t } = useTranslation('money');
  return (
    <Section title={t('evidence.title')} text={t(isOpen ? 'evidence.text' : 'evidence.textClosed')}>
      <Facts
        facts={[
          { label: t('evidence.customer'), value: evidence.customerName },
          { label: t('evidence.email'), value: evidence.customerEmail },
          { label: t('evidence.date'), value: evidence.serviceDate },
        ]}
      />
      <Words label={t('evidence.product')}>{evidence.productDescription}</Words>
      <Words label={t('evidence.refunds')}>{evidence.refundPolicy}</Words>
      <div>
        <Text size="sm" c="dimmed">
          {t('evidence.records')}
        </Text>
        <Box
          tabIndex={0}
          role="region"
          aria-label={t('evidence.records')}
          lang="en"
          dir="ltr"
          p="sm"
          style={{
            maxHeight: '20rem',
            overflowY: 'auto',
            whiteSpace: 'pre-wrap',
            border: '1px solid var(--t-border)',
            borderRadius: 'var(--t-radius)',
            fontFamily: 'monospace',
            fontSize: '0.8125rem',
          }}
        >
          {evidence.serviceDocumentation}
        </Box>
      </div>
    </Section>
  );
}

function Words({ label, children }: { label: string; children: string }) {
  return (
    <div>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text lang="en">{children}</Text>
    </div>
  );
}
