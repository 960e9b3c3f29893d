import { Card, Group, List, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { date, money } from '~/shared/format.ts';
import { type Column, CopyButton, DataTable, StatusBadge, type Tone, usePaged } from '~/shared/ui/index.ts';
import { keys } from '../lib/keys.ts';

type Offer = Schemas['ReferralOfferView'];
type Invitation = Schemas['InvitationView'];

const TONE: Record<Invitation['status'], Tone> = {
  joined: 'quiet',
  waiting: 'waiting',
  rewarded: 'good',
  refused: 'bad',
  reversed: 'bad',
};

/** The link of the person, what both get, and what became of each invitation. Who came is theirs to tell. A site that is closed invites nobody. */
export function Invite({ isOffered }: { isOffered: boolean }) {
  const { t } = useTranslation('wallet');
  const { data } = useQuery({
    queryKey: keys.referral,
    queryFn: () => unwrap(api.GET('/v1/wallet/referral', {})),
  });
  const { rows, more } = usePaged<Invitation>([...keys.referral, 'invitations'], (cursor) =>
    unwrap(api.GET('/v1/wallet/referral/invitations', { params: { query: { cursor } } })),
  );
  const link = isOffered ? (data?.link ?? null) : null;
  if (data === undefined || (link === null && rows.length === 0)) return null;
  return (
    <Card withBorder maw="40rem" component="section" aria-labelledby="invite">
      <Stack gap="sm">
        <Title order={2} size="h4" id="invite">
          {t('invite.title')}
        </Title>
        {link !== null && <Link own={data} link={link} />}
        {rows.length > 0 && <Invitations rows={rows} more={more} />}
      </Stack>
    </Card>
  );
}

function Link({ own: { offer, rewardsLeft }, link }: { own: Schemas['OwnReferralView']; link: string }) {
  const { t } = useTranslation('wallet');
  return (
    <>
      <Text>{t('invite.text')}</Text>
      <List>
        {offer.inviterRewardMinor > 0 && <List.Item>{gets(offer, 'inviter')}</List.Item>}
        {offer.invitedRewardMinor > 0 && <List.Item>{gets(offer, 'invited')}</List.Item>}
        <List.Item>{t('invite.condition', { amount: money(offer.minTopUpMinor, offer.currency) })}</List.Item>
        {offer.waitDays > 0 && <List.Item>{t('invite.wait', { count: offer.waitDays })}</List.Item>}
        <List.Item>{t('invite.stays')}</List.Item>
      </List>
      {rewardsLeft !== null && (
        <Text size="sm" c="dimmed">
          {rewardsLeft === 0 ? t('invite.none') : t('invite.left', { count: rewardsLeft })}
        </Text>
      )}
      <Group align="flex-end">
        <TextInput flex={1} miw={180} label={t('invite.link')} value={link} readOnly />
        <CopyButton value={link} label={t('invite.copy')} />
      </Group>
    </>
  );

  function gets({ currency, ...terms }: Offer, side: 'inviter' | 'invited'): string {
    const amount = money(terms[`${side}RewardMinor`], currency);
    const days = terms[`${side}RewardDays`];
    return days === null ? t(`invite.${side}Gets`, { amount }) : t(`invite.${side}GetsDays`, { amount, count: days });
  }
}

function Invitations({ rows, more }: Pick<ReturnType<typeof usePaged<Invitation>>, 'rows' | 'more'>) {
  const { t } = useTranslation('wallet');
  const columns: Column<Invitation>[] = [
    { id: 'joined', header: t('invite.joined'), cell: ({ joinedAt }) => date(joinedAt) },
    { id: 'state', header: t('invite.state'), cell: (invitation) => <State invitation={invitation} /> },
    {
      id: 'reward',
      header: t('invite.reward'),
      numeric: true,
      cell: ({ status, rewardMinor, currency }) => (status === 'refused' ? '–' : money(rewardMinor, currency)),
    },
  ];
  return <DataTable caption={t('invite.list')} rows={rows} columns={columns} rowKey={({ id }) => id} more={more} />;
}

function State({ invitation: { status, dueAt, takenBackMinor, currency } }: { invitation: Invitation }) {
  const { t } = useTranslation('wallet');
  return (
    <div>
      <StatusBadge tone={TONE[status]}>{t(`invite.status.${status}`)}</StatusBadge>
      {status === 'waiting' && dueAt !== null && <Note>{t('invite.due', { date: date(dueAt) })}</Note>}
      {(status === 'refused' || status === 'reversed') && <Note>{t(`invite.statusText.${status}`)}</Note>}
      {takenBackMinor > 0 && <Note>{t('invite.takenBack', { amount: money(takenBackMinor, currency) })}</Note>}
    </div>
  );
}

function Note({ children }: { children: string }) {
  return (
    <Text size="sm" c="dimmed">
      {children}
    </Text>
  );
}
