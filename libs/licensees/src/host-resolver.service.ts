import { Injectable } from '@nestjs/common';
import { Db } from '@app/kernel';
import { normalHost } from './host.js';
import type { LicenseeKind, LicenseeStatus } from './licensee.entity.js';

export interface Tenant {
  readonly licenseeId: string;
  readonly kind: LicenseeKind;
  readonly status: LicenseeStatus;
}

interface Row {
  licensee_id: string;
  kind: LicenseeKind;
  status: LicenseeStatus;
}

interface Entry {
  readonly tenant: Promise<Tenant | undefined>;
  readonly expiresAtMs: number;
}

const CACHE_MS = 5_000;
const MAX_HOSTS = 10_000;

/**
 * Host -> tenant. Answers are kept for 5 s, "nobody's" too, so a flood of requests costs one look-up per host and a new or moved domain works
 * within 5 s. The status here is a hint of that age: rules about money read the row (`LicenseesService.assertOpen`).
 */
@Injectable()
export class HostResolver {
  private readonly known = new Map<string, Entry>();

  constructor(private readonly db: Db) {}

  async tenantOf(rawHost: string): Promise<Tenant | undefined> {
    const host = normalHost(rawHost);
    if (host === undefined) return undefined;
    const nowMs = performance.now(); // monotonic: a clock that jumps must not keep an answer for ever
    const entry = this.known.get(host);
    if (entry && entry.expiresAtMs > nowMs) return entry.tenant;
    const tenant = this.lookUp(host);
    this.known.delete(host); // re-inserted at the end: the map stays in order of age
    this.known.set(host, { tenant, expiresAtMs: nowMs + CACHE_MS });
    this.dropOldest();
    // A failure is not an answer.
    tenant.catch(() => this.known.delete(host));
    return tenant;
  }

  /** Forgets hosts that this process has just given to a licensee. Other replicas follow within 5 s. */
  forget(hosts: readonly string[]): void {
    for (const host of hosts) this.known.delete(host);
  }

  get size(): number {
    return this.known.size;
  }

  private async lookUp(host: string): Promise<Tenant | undefined> {
    const [row] = await this.db.resolve<Row>('select * from app.licensee_by_host($1)', [host]);
    return row && { licenseeId: row.licensee_id, kind: row.kind, status: row.status };
  }

  private dropOldest(): void {
    for (const host of this.known.keys()) {
      if (this.known.size <= MAX_HOSTS) return;
      this.known.delete(host);
    }
  }
}
