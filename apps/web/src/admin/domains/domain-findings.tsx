import { Group, List, Text } from '@mantine/core';
import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Domain } from './use-domains.ts';

type Finding = Domain['findings'][number];

const WORDS = {
  'txt-right': 'domains.finding.txt-right',
  'txt-missing': 'domains.finding.txt-missing',
  'txt-wrong': 'domains.finding.txt-wrong',
  'points-here': 'domains.finding.points-here',
  'points-elsewhere': 'domains.finding.points-elsewhere',
  proxied: 'domains.finding.proxied',
  'no-address': 'domains.finding.no-address',
  'mixed-addresses': 'domains.finding.mixed-addresses',
  'address-not-cname': 'domains.finding.address-not-cname',
  'ipv6-elsewhere': 'domains.finding.ipv6-elsewhere',
  'caa-forbids': 'domains.finding.caa-forbids',
  'public-suffix': 'domains.finding.public-suffix',
  'lookup-failed': 'domains.finding.lookup-failed',
  'platform-host': 'domains.finding.platform-host',
} as const;

/** Findings whose text names values that only the API knows. */
const WITH_VALUES: ReadonlySet<string> = new Set(['caa-forbids', 'public-suffix', 'address-not-cname', 'proxied']);

const LOOKS = {
  ok: { icon: CircleCheck, color: 'var(--t-success-text)' },
  warning: { icon: TriangleAlert, color: 'var(--t-warning-text)' },
  error: { icon: CircleX, color: 'var(--t-danger-text)' },
} as const;
const ORDER = ['error', 'warning', 'ok'] as const;

/** What the last check found, the worst first. */
export function DomainFindings({ domain: { host }, findings }: { domain: Domain; findings: readonly Finding[] }) {
  const { t } = useTranslation('admin');
  if (findings.length === 0) return null;
  const sorted = ORDER.flatMap((severity) => findings.filter((finding) => finding.severity === severity));
  return (
    <List listStyleType="none" spacing={6} aria-label={t('domains.findings')}>
      {sorted.map(({ code, severity, text }) => {
        const { icon: Icon, color } = LOOKS[severity];
        const words = code in WORDS ? t(WORDS[code as keyof typeof WORDS], { host }) : text;
        return (
          <List.Item key={code + text}>
            <Group gap="xs" wrap="nowrap" align="flex-start">
              <Icon size={18} aria-hidden color={color} style={{ flexShrink: 0, marginBlockStart: 3 }} />
              <div>
                <Text>
                  <strong>{t(`domains.severity.${severity}`)}</strong> {words}
                </Text>
                {WITH_VALUES.has(code) && (
                  <Text size="sm" c="dimmed" lang="en" dir="ltr">
                    {text}
                  </Text>
                )}
              </div>
            </Group>
          </List.Item>
        );
      })}
    </List>
  );
}
