import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as BillingModule from '@app/billing';
import type * as KernelModule from '@app/kernel';
import type * as MigrateFile from '../../migrations/migrate.ts';
import type * as RolesFile from '../../migrations/roles.ts';
import type { BenchDatabase } from './server.ts';

export const root = path.resolve(import.meta.dirname, '../..');

/** The product as it was built: Node cannot run its decorators from source, and the built code is what is measured. */
const load = async <T>(file: string): Promise<T> =>
  (await import(pathToFileURL(path.join(root, 'dist', file)).href)) as T;

export const built = {
  load,
  kernel: () => load<typeof KernelModule>('libs/kernel/src/index.js'),
  billing: () => load<typeof BillingModule>('libs/billing/src/index.js'),
  migrations: async () => ({
    ...(await load<typeof MigrateFile>('migrations/migrate.js')),
    ...(await load<typeof RolesFile>('migrations/roles.js')),
  }),
};

/** The parts of the product that post money, wired as its container wires them. */
export interface Product {
  readonly kernel: typeof KernelModule;
  readonly db: KernelModule.Db;
  readonly jobs: KernelModule.Jobs;
  readonly ledger: BillingModule.Ledger;
  close(): Promise<void>;
}

export async function openProduct(database: Pick<BenchDatabase, 'urls'>, poolSize: number): Promise<Product> {
  const kernel = await built.kernel();
  const { Ledger } = await built.billing();
  const config = { ...database.urls, DATABASE_POOL_SIZE: poolSize } as unknown as KernelModule.Config;
  const source = await kernel.tenantDataSource(config).initialize();
  const db = new kernel.Db(
    source,
    kernel.rolePool(database.urls.DATABASE_RESOLVER_URL, 'bench_resolver', 2),
    new kernel.Clock(),
  );
  // Only `publish` reads the registry of handlers; the bench adds its job by name.
  const jobs = new kernel.Jobs(undefined as unknown as KernelModule.JobRegistry);
  return { kernel, db, jobs, ledger: new Ledger(), close: () => db.onModuleDestroy() };
}
