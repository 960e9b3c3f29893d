import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Context, Role } from './context.js';
import type { Tx } from './db.js';
import { instancesOf } from './discover.js';
import { type IdKind, parseId } from './id.js';
import type { Scope } from './key-scopes.js';
import { Forbidden } from './problem.js';
import { assertScope } from './scopes.js';

/**
 * A kind of thing that answers can have whole beside its id (`expand`). A module lists a subclass among its providers; whoever shows such ids finds it by its name,
 * also where it may not import that module.
 */
export abstract class Expandable {
  /** What is asked for: `wallet`. */
  abstract readonly name: string;
  /** Kind of the ids by which it is looked for. */
  abstract readonly idKind: IdKind;
  /** Whether such an id names this thing itself: the id of a person is not that of a wallet. */
  abstract readonly isNamed: boolean;
  /** What a key needs to see it, here as at the route that shows it alone. */
  abstract readonly scope: Scope;
  /** Roles of people that see it there. */
  abstract readonly roles: readonly Role[];
  /** As the licensee sees it, by id; what is not there is left out. */
  abstract of(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, object>>;
}

/** Things to send along, by their names. */
@Injectable()
export class Expandables {
  private known?: readonly Expandable[];

  constructor(private readonly discovery: DiscoveryService) {}

  /** @throws ApiKeyScopeMissing, Forbidden */
  async load(tx: Tx, name: string, ids: readonly string[]): Promise<ReadonlyMap<string, object>> {
    const found = this.all().find((one) => one.name === name);
    if (!found) throw new Error(`Nothing that is called ${name} can be sent along`);
    assertScope(tx.ctx, found.scope);
    if (!isOpenFor(tx.ctx, found)) throw new Forbidden(`Your role does not see the ${name}.`);
    return found.of(tx, [...new Set(ids)]);
  }

  /**
   * Views with the things that were asked for beside their ids, null where there is none. `at` says of each name where it is looked for: the ids, one for each view, and
   * what it is called here when the answer calls it something else.
   * @throws ApiKeyScopeMissing, Forbidden
   */
  async beside<View extends object, Field extends string>(
    tx: Tx,
    wanted: ReadonlySet<Field>,
    views: readonly View[],
    at: Readonly<Record<Field, { readonly is?: string; readonly ids: readonly (string | null)[] }>>,
  ): Promise<(View & Partial<Record<Field, object | null>>)[]> {
    let shown = views.map((view): View & Partial<Record<Field, object | null>> => ({ ...view }));
    for (const field of wanted) {
      const { is = field, ids } = at[field];
      const things = await this.load(
        tx,
        is,
        ids.filter((id) => id !== null),
      );
      shown = shown.map((view, index) => ({ ...view, [field]: things.get(ids[index] ?? '') ?? null }));
    }
    return shown;
  }

  /** What public ids name, of those that the viewer may see; the rest is left out. By public id. */
  async named(tx: Tx, publicIds: readonly string[]): Promise<ReadonlyMap<string, object>> {
    const things = new Map<string, object>();
    for (const one of this.all()) {
      if (!one.isNamed || !isOpenFor(tx.ctx, one)) continue;
      const asked = new Map(
        publicIds.flatMap((text) => {
          const id = parseId(one.idKind, text);
          return id === undefined ? [] : [[id, text] as const];
        }),
      );
      if (asked.size === 0) continue;
      for (const [id, thing] of await one.of(tx, [...asked.keys()])) things.set(asked.get(id)!, thing);
    }
    return things;
  }

  private all(): readonly Expandable[] {
    return (this.known ??= instancesOf(this.discovery, Expandable));
  }
}

const isOpenFor = ({ actor }: Context, { scope, roles }: Expandable): boolean =>
  actor.kind === 'key' ? actor.scopes.includes(scope) : actor.kind === 'person' && roles.includes(actor.role);
