import { migrate } from './migrate.js';
import { roleUrls } from './roles.js';

// `node dist/migrations/main.js`: DATABASE_URL is a login that may create roles; ROLE_SECRET is what the passwords of the run-time roles derive from.
// The last line of output is JSON: the addresses of those roles.
const required = (name: string): string => {
  // eslint-disable-next-line no-restricted-properties -- a command of its own, outside the processes that parse the configuration
  const value = process.env[name];
  if (value === undefined || value === '') {
    console.error(`${name} is missing: set it to run the migrations.`);
    process.exit(1);
  }
  return value;
};

const url = required('DATABASE_URL');
const secret = required('ROLE_SECRET');
try {
  const ran = await migrate(url, secret);
  console.log(ran.length === 0 ? 'database is up to date' : `migrated: ${ran.join(', ')}`);
  console.log(JSON.stringify(roleUrls(url, secret)));
} catch (error) {
  console.error(`Migration failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
