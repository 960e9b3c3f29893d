import { createHmac } from 'node:crypto';
import pg from 'pg';

/** Roles that log in, and the variable that tells a process how. */
const LOGIN_ROLES = {
  app_tenant: 'DATABASE_TENANT_URL',
  app_resolver: 'DATABASE_RESOLVER_URL',
  app_operator: 'DATABASE_OPERATOR_URL',
  app_jobs: 'DATABASE_JOBS_URL',
  app_backup: 'DATABASE_BACKUP_URL',
} as const;

const passwordOf = (role: string, secret: string): string =>
  createHmac('sha256', secret).update(role).digest('base64url');

/** Connection addresses of the login roles for a database, with passwords derived from one secret. */
export function roleUrls(
  adminUrl: string,
  secret: string,
): Record<(typeof LOGIN_ROLES)[keyof typeof LOGIN_ROLES], string> {
  const entries = Object.entries(LOGIN_ROLES).map(([role, variable]) => {
    const url = new URL(adminUrl);
    url.username = role;
    url.password = passwordOf(role, secret);
    return [variable, url.toString()];
  });
  return Object.fromEntries(entries) as ReturnType<typeof roleUrls>;
}

/** Gives every login role its password. Idempotent. */
export async function setRolePasswords(adminUrl: string, secret: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    for (const role of Object.keys(LOGIN_ROLES)) {
      await client.query(
        `alter role ${client.escapeIdentifier(role)} password ${client.escapeLiteral(passwordOf(role, secret))}`,
      );
    }
  } finally {
    await client.end();
  }
}
