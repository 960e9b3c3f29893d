import pg from 'pg';
import { DataSource, getMetadataArgsStorage } from 'typeorm';
import type { Config } from './config.js';
import { log } from './log.js';

/** Reads int8 as bigint, so that money never passes through a float; everything else as pg does. */
const INT8 = 20;
export const TYPES = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8
      ? (value: string) => BigInt(value)
      : (pg.types.getTypeParser(oid, format) as (value: string) => unknown),
};

/** Column transformer for bigint: TypeORM would turn it into a string. */
export const bigintColumn = {
  from: (value: string | bigint | null): bigint | null => (value === null ? null : BigInt(value)),
  to: (value: bigint | null | undefined): bigint | null | undefined => value,
};

/**
 * The tenant data source. Entities are those of the modules that the process imports: the decorators are the registry.
 */
export function tenantDataSource(config: Config): DataSource {
  return new DataSource({
    type: 'postgres',
    url: config.DATABASE_TENANT_URL,
    schema: 'app',
    entities: getMetadataArgsStorage()
      .tables.map((table) => table.target)
      .filter((target) => typeof target !== 'string'),
    poolSize: config.DATABASE_POOL_SIZE,
    applicationName: 'app_tenant',
    extra: {
      types: TYPES,
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      idle_in_transaction_session_timeout: 30_000,
    },
    // A pooled client that loses its server must not end the process.
    poolErrorHandler: (error: unknown) => log.warn({ err: error }, 'tenant connection lost'),
  });
}

/** A plain pool of one of the other roles. */
export function rolePool(url: string, applicationName: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: applicationName,
    max,
    types: TYPES,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
  });
  pool.on('error', (error) => log.warn({ err: error }, `${applicationName} connection lost`));
  pool.on('connect', (client) => client.on('error', () => undefined)); // a checked-out client emits its own error; the query rejects as well
  return pool;
}
