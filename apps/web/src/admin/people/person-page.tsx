import { useTranslation } from 'react-i18next';
import { dateTime } from '~/shared/format.ts';
import { CopyButton, DataView, Page, StatusBadge } from '~/shared/ui/index.ts';
import { CallsOf } from '../calls/calls-of.tsx';
import { Facts, Section } from '../parts/facts.tsx';
import { useIdParam } from '../parts/id-param.ts';
import { RowsLink } from '../shell/rows-link.tsx';
import { useStaff } from '../staff.tsx';
import { usePerson } from './data.ts';
import { FreezeButton } from './freeze-button.tsx';
import { type Person, STATUS_TONE } from './labels.ts';
import { Notes } from './notes.tsx';
import { SignIns } from './sign-ins.tsx';
import { UserInvoices } from './user-invoices.tsx';
import { Wallet } from './wallet.tsx';
import { languageName } from '../advisors/languages.ts';

/** One person: who, whether they may come in, what they have, what they did [L5]. */
export function PersonPage() {
  const { t } = useTranslation('admin');
  const id = useIdParam();
  const person = usePerson(id);
  return (
    <Page
      title={person.data?.displayName ?? t('people.one')}
      intro={id}
      actions={
        <>
          <CopyButton value={id} label={t('people.copyId')} />
          {person.data && <FreezeButton person={person.data} />}
        </>
      }
    >
      <DataView query={person}>{(data) => <Parts person={data} />}</DataView>
    </Page>
  );
}

function Parts({ person }: { person: Person }) {
  const { t } = useTranslation('admin');
  const staff = useStaff();
  const isCaller = person.role === 'end_user';
  const moment = (iso: string | null): string => (iso === null ? t('people.never') : dateTime(iso));
  return (
    <>
      <Section title={t('people.facts')}>
        <Facts
          facts={[
            {
              label: t('people.column.status'),
              value: <StatusBadge tone={STATUS_TONE[person.status]}>{t(`people.status.${person.status}`)}</StatusBadge>,
            },
            { label: t('people.column.role'), value: t(`people.role.${person.role}`) },
            { label: t('people.column.email'), value: person.email || '–' },
            { label: t('people.language'), value: languageName(person.locale) },
            { label: t('people.column.since'), value: dateTime(person.createdAt) },
            { label: t('people.lastSignIn'), value: moment(person.lastSignInAt) },
            ...(isCaller ? [{ label: t('people.adult'), value: moment(person.adultAttestedAt) }] : []),
          ]}
        />
        {person.role === 'advisor' && staff.sees('advisors') && (
          <RowsLink to="/advisors" search={{ q: person.displayName }}>
            {t('people.toAdvisor')}
          </RowsLink>
        )}
      </Section>
      {isCaller && staff.is('owner', 'admin', 'finance', 'support') && <Wallet id={person.id} />}
      {isCaller && staff.is('owner', 'admin', 'finance') && <UserInvoices id={person.id} />}
      {staff.is('owner', 'admin', 'support') && <Notes id={person.id} />}
      {isCaller && (
        <Section title={t('people.calls')}>
          <CallsOf who={{ callerId: person.id }} />
        </Section>
      )}
      {staff.is('owner', 'admin') && <SignIns id={person.id} />}
    </>
  );
}
