import { DataSource } from 'typeorm';
import { MIGRATIONS } from './list.js';

/** The migration data source: connects as the deploying role, never used at run time. */
export function migrationDataSource(url: string): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    migrations: [...MIGRATIONS],
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'each',
    applicationName: 'migrate',
  });
}
