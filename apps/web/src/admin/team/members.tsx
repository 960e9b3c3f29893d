import { Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { dateTime } from '~/shared/format.ts';
import { ConfirmButton, DataTable, DataView, EmptyState, StatusBadge, type Tone } from '~/shared/ui/index.ts';
import { useStaff } from '../staff.tsx';
import { ChangeRole } from './change-role.tsx';
import { type Member, useTeam, useTeamActs } from './use-team.ts';
import { useTeamProblem } from './team-problem.ts';

const TONES: Record<Member['status'], Tone> = { active: 'good', frozen: 'busy', closed: 'quiet' };

export function Members() {
  const { t } = useTranslation('admin');
  const { id: me, is } = useStaff();
  const { query, rows, more } = useTeam();
  /** Only an owner governs owners; nobody governs themselves. */
  const governs = (member: Member): boolean =>
    member.id !== me && member.status !== 'closed' && (member.role !== 'owner' || is('owner'));
  return (
    <DataView
      query={query}
      isEmpty={() => rows.length === 0}
      empty={<EmptyState title={t('team.none')} text={t('team.noneText')} />}
    >
      {() => (
        <DataTable
          caption={t('team.title')}
          rows={rows}
          rowKey={({ id }) => id}
          more={more}
          columns={[
            {
              id: 'name',
              header: t('team.member'),
              cell: ({ id, displayName, email }) => (
                <div>
                  <Text fw={500}>{id === me ? t('team.you', { name: displayName }) : displayName}</Text>
                  <Text size="sm" c="dimmed">
                    {email}
                  </Text>
                </div>
              ),
            },
            { id: 'role', header: t('team.role'), cell: ({ role }) => t(`shell.role.${role}`) },
            {
              id: 'status',
              header: t('team.status'),
              cell: ({ status }) => <StatusBadge tone={TONES[status]}>{t(`team.state.${status}`)}</StatusBadge>,
            },
            {
              id: 'last',
              header: t('team.lastSignIn'),
              cell: ({ lastSignInAt }) => (lastSignInAt ? dateTime(lastSignInAt) : t('team.never')),
            },
            {
              id: 'acts',
              header: '',
              cell: (member) => (governs(member) ? <Acts member={member} /> : null),
            },
          ]}
        />
      )}
    </DataView>
  );
}

function Acts({ member }: { member: Member }) {
  const { t } = useTranslation('admin');
  const { remove } = useTeamActs();
  const inWords = useTeamProblem();
  const { id, displayName: name, role } = member;
  return (
    <Group gap="xs" justify="flex-end">
      <ChangeRole member={member} />
      <ConfirmButton
        size="compact-md"
        variant="outline"
        color="danger"
        aria-label={t('team.removeNamed', { name })}
        title={t('team.removeTitle', { name })}
        text={
          <Stack gap="xs">
            <Text>{t('team.removeText', { name, role: t(`shell.role.${role}`) })}</Text>
            <Text>{t('team.removeKeeps')}</Text>
          </Stack>
        }
        confirmLabel={t('team.remove')}
        onConfirm={() => remove.mutateAsync(id).catch(inWords)}
      >
        {t('team.remove')}
      </ConfirmButton>
    </Group>
  );
}
