import { Code, Group, Paper, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { dateTime, duration, money, number } from '~/shared/format.ts';
import {
  ConfirmButton,
  CopyButton,
  DataView,
  EmptyState,
  MoreButton,
  StatusBadge,
  type Tone,
  announce,
} from '~/shared/ui/index.ts';
import { weeklyWords } from './hours.ts';
import { type CallLink, useLinkActs, useLinks } from './queries.ts';

const TONES: Record<CallLink['state'], Tone> = {
  open: 'good',
  not_yet: 'waiting',
  outside_hours: 'waiting',
  over: 'quiet',
  used_up: 'quiet',
  revoked: 'quiet',
};
const ENDED: readonly CallLink['state'][] = ['over', 'used_up', 'revoked'];

interface LinkListProps {
  /** Left out: of who is signed in. */
  readonly advisorId?: string;
  readonly mayChange: boolean;
}

/** Links that call an advisor: what each costs, whether it is open, how often it was used. */
export function LinkList({ advisorId, mayChange }: LinkListProps) {
  const { t } = useTranslation('links');
  const { query, rows, more } = useLinks(advisorId);
  return (
    <DataView
      query={query}
      isEmpty={() => rows.length === 0}
      empty={<EmptyState title={t('none')} text={t('noneText')} />}
    >
      {() => (
        <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
          {rows.map((link) => (
            <li key={link.id}>
              <OneLink link={link} mayChange={mayChange} />
            </li>
          ))}
          {more.hasMore && (
            <li>
              <MoreButton more={more} />
            </li>
          )}
        </Stack>
      )}
    </DataView>
  );
}

function OneLink({ link, mayChange }: { link: CallLink; mayChange: boolean }) {
  const { t } = useTranslation('links');
  const { revoke } = useLinkActs();
  const { id, url, label, state, opensAt, createdAt, revokedAt } = link;
  const name = label ?? t('nameless', { time: dateTime(createdAt) });
  const isEnded = ENDED.includes(state);
  return (
    <Paper component="article" aria-label={name} withBorder p="md">
      <Stack gap="xs">
        <Group justify="space-between">
          <Text fw={600}>{name}</Text>
          <StatusBadge tone={TONES[state]}>{t(`state.${state}`)}</StatusBadge>
        </Group>
        <Text>{usePrice()(link)}</Text>
        {opensAt !== null && <Text size="sm">{t('opens', { time: dateTime(opensAt) })}</Text>}
        <Bounds link={link} />
        {revokedAt !== null && (
          <Text size="sm" c="dimmed">
            {t('revokedAt', { time: dateTime(revokedAt) })}
          </Text>
        )}
        {!isEnded && (
          <Group gap="xs">
            <Code style={{ overflowWrap: 'anywhere' }}>{url}</Code>
            <CopyButton value={url} label={t('copy')} />
          </Group>
        )}
        {mayChange && state !== 'revoked' && state !== 'over' && (
          <Group>
            <ConfirmButton
              variant="default"
              size="compact-md"
              color="danger"
              aria-label={t('revoke.name', { name })}
              title={t('revoke.title', { name })}
              text={t('revoke.text')}
              confirmLabel={t('revoke.action')}
              onConfirm={async () => {
                await revoke(id);
                announce(t('revoke.done'));
              }}
            >
              {t('revoke.action')}
            </ConfirmButton>
          </Group>
        )}
      </Stack>
    </Paper>
  );
}

function usePrice(): (link: CallLink) => string {
  const { t } = useTranslation('links');
  return ({ session, ratePerMinuteMinor, currency, medium }) => {
    const kind = t(`medium.${medium}`);
    return session
      ? t('price.session', { kind, price: money(session.priceMinor, currency), time: duration(session.minutes * 60) })
      : t('price.perMinute', { kind, price: money(ratePerMinuteMinor ?? 0, currency) });
  };
}

function Bounds({ link }: { link: CallLink }) {
  const { t } = useTranslation('links');
  const { validFrom, expiresAt, maxCalls, usedCalls, weekly, timeZone } = link;
  const lines = [
    maxCalls === null
      ? t('used', { count: usedCalls })
      : t('usedOf', { used: number(usedCalls), max: number(maxCalls) }),
    ...(validFrom === null ? [] : [t('from', { time: dateTime(validFrom) })]),
    ...(expiresAt === null ? [] : [t('until', { time: dateTime(expiresAt) })]),
    ...(weekly.length === 0 ? [] : [t('hours', { hours: weeklyWords(weekly), zone: timeZone })]),
  ];
  return (
    <Text size="sm" c="dimmed">
      {lines.join(' · ')}
    </Text>
  );
}
