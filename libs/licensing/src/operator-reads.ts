import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type pg from 'pg';
import { CONFIG, type Config, rolePool } from '@app/kernel';

const CONNECTIONS = 2;

/**
 * What the operator may know across tenants. The role behind it reads the rows of `app.licensee` and runs functions that give counts, sums and ids; it sees no
 * table of people, calls or money (apps/api/test/conformance/catalogue.ts).
 */
@Injectable()
export class OperatorReads implements OnModuleDestroy {
  private readonly pool: pg.Pool;

  constructor(@Inject(CONFIG) config: Config) {
    this.pool = rolePool(config.DATABASE_OPERATOR_URL, 'app_operator', CONNECTIONS);
  }

  async query<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.pool.query<Row>(sql, values)).rows;
  }

  async onModuleDestroy(): Promise<void> {
    await this.pool.end();
  }
}
