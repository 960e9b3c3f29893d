import { Injectable } from '@nestjs/common';
import { type Context, Db, type Tx, personOf, rowsOf, toJsonMinor } from '@app/kernel';
import { LicenseesService, storedValueCaps } from '@app/licensees';
import { Ledger } from '../ledger/ledger.js';
import { TopUpOutOfRange } from '../top-ups/top-ups.problems.js';
import { WalletsService } from '../wallets.service.js';
import { StoredValueIssuer } from './stored-value-issuer.service.js';
import { type TopUpRoom, type TopUpsSoFar, roomOf } from './top-up-room.js';
import type { TopUpRoomView } from './top-up-caps.dto.js';

/** Caps of stored value per user [D22]: what the licensee set within the operator's maximum. Every top-up is begun behind them. */
@Injectable()
export class TopUpCaps {
  constructor(
    private readonly db: Db,
    private readonly ledger: Ledger,
    private readonly licensees: LicenseesService,
    private readonly wallets: WalletsService,
    private readonly issuer: StoredValueIssuer,
  ) {}

  /** What the caller may top up now, and whose stored value it is. */
  async show(ctx: Context): Promise<TopUpRoomView> {
    await this.issuer.ready();
    return this.db.read(ctx, async (tx) => {
      const { personId } = personOf(ctx);
      const currency = await this.licensees.currencyOf(tx);
      const { topUpMinMinor: least } = await this.licensees.termsOf(tx);
      const soFar = await this.soFar(tx, personId, currency);
      const { cap, capMinor, possibleMinor } = await this.room(tx, soFar);
      return {
        currency,
        issuer: await this.issuer.nameOf(tx),
        possibleMinor: possibleMinor < least ? 0 : toJsonMinor(possibleMinor),
        cap,
        capMinor: toJsonMinor(capMinor),
        inFlightMinor: toJsonMinor(soFar.inFlight),
      };
    });
  }

  /** Top-ups of one person are begun one after the other behind the lock of their wallet, which a credit needs too. It comes after that of an agreement to auto top-up. */
  async lock(tx: Tx, personId: string, currency: string): Promise<void> {
    await this.ledger.lockAccounts(tx, [await this.wallets.open(tx, personId, currency)]);
  }

  /** The cap that so much would pass; undefined = none. Behind {@link lock}. */
  async passed(tx: Tx, personId: string, currency: string, amount: bigint): Promise<TopUpRoom | undefined> {
    const room = await this.room(tx, await this.soFar(tx, personId, currency));
    return amount > room.possibleMinor ? room : undefined;
  }

  /** Behind {@link lock}. @throws TopUpOutOfRange which names the cap and what is still possible */
  async assertRoom(tx: Tx, personId: string, currency: string, amount: bigint): Promise<void> {
    const room = await this.passed(tx, personId, currency, amount);
    if (room) throw capPassed(room);
  }

  private async room(tx: Tx, soFar: TopUpsSoFar): Promise<TopUpRoom> {
    return roomOf(storedValueCaps(await this.licensees.termsOf(tx)), soFar);
  }

  private async soFar(tx: Tx, personId: string, currency: string): Promise<TopUpsSoFar> {
    const { timeZone } = await this.licensees.licenseeOf(tx);
    const { paid: balance } = await this.wallets.balances(tx, personId, currency);
    const [row] = await rowsOf<Omit<TopUpsSoFar, 'balance'>>(
      tx,
      `select coalesce((select sum(t.amount) from app.top_up t
                         where t.licensee_id = $1 and t.person_id = $2 and t.status in ('requested', 'open', 'processing')), 0)::bigint as "inFlight",
              coalesce(sum(c.amount) filter (where c.closed_at >= date_trunc('day', $3::timestamptz, $4)), 0)::bigint as today,
              coalesce(sum(c.amount), 0)::bigint as year
         from app.top_up c
        where c.licensee_id = $1 and c.person_id = $2 and c.status = 'credited' and c.closed_at > $3::timestamptz - interval '12 months'`,
      [tx.ctx.licenseeId, personId, tx.now, timeZone],
    );
    return { balance, ...row! };
  }
}

const WORDS: Readonly<Record<TopUpRoom['cap'], string>> = {
  single: 'One top-up is at most',
  balance: 'The balance may not pass',
  day: 'Top-ups of a day may not pass',
  year: 'Top-ups of twelve months may not pass',
};

function capPassed({ cap, capMinor, possibleMinor }: TopUpRoom): TopUpOutOfRange {
  const possible = possibleMinor === 0n ? 'Nothing is possible now' : `${possibleMinor} are still possible`;
  return new TopUpOutOfRange(`${WORDS[cap]} ${capMinor} minor units. ${possible}.`, {
    cap,
    capMinor: toJsonMinor(capMinor),
    possibleMinor: toJsonMinor(possibleMinor),
    ...(cap === 'balance' ? { maxBalanceMinor: toJsonMinor(capMinor) } : {}),
  });
}
