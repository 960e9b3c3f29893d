import { Outlet } from '@tanstack/react-router';
import { Container } from '@mantine/core';
import { useSession } from '~/shared/api/index.ts';
import { DataView } from '~/shared/ui/index.ts';
import { type StaffRole, areaOf, isStaffRole } from '../areas.ts';
import { SignInPage } from '../sign-in/sign-in-page.tsx';
import { StaffProvider, useMe } from '../staff.tsx';
import { usePathname } from './pathname.ts';
import { NotAllowed } from './not-found.tsx';
import { Shell } from './shell.tsx';

const PUBLIC = ['/verify-email', '/forgotten-password', '/reset-password'];

/** Nobody is past here without a sign-in; the address stays, so a sign-in leads to the page that was asked for. */
export function Gate() {
  const { status } = useSession();
  // The link of a mail works for whoever reads it, signed in or not.
  if (PUBLIC.includes(usePathname())) return <Outlet />;
  return status === 'anonymous' ? <SignInPage /> : <SignedIn />;
}

function SignedIn() {
  const me = useMe();
  if (me.data === undefined)
    return (
      <Container component="main" id="main" size="sm" py="xl">
        <DataView query={me}>{() => null}</DataView>
      </Container>
    );
  const { role, ...person } = me.data;
  if (!isStaffRole(role)) return <SignInPage />;
  return (
    <StaffProvider value={{ ...person, role }}>
      <Shell>
        <Allowed role={role} />
      </Shell>
    </StaffProvider>
  );
}

function Allowed({ role }: { role: StaffRole }) {
  const pathname = usePathname();
  const area = areaOf(pathname);
  return !area || area.roles.includes(role) ? <Outlet /> : <NotAllowed />;
}
