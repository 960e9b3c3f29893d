import { Injectable } from '@nestjs/common';
import { type Tx, addSeconds, rowsOf } from '@app/kernel';
import { Ledger, WalletsService } from '@app/billing';
import { readTerms, splitPrice } from '@app/calling';
import type { Booking } from './booking.entity.js';

/** Beyond the end of a booking: nothing decides about it later than a call can last. A hold lives in the wallet, so it may live for months. */
const HOLD_LIFE_AFTER_SECONDS = 3 * 24 * 3600;

/** The price of a booking is held from the request on; here it is held, and given back or kept when no call took it. */
@Injectable()
export class BookingMoney {
  constructor(
    private readonly ledger: Ledger,
    private readonly wallets: WalletsService,
  ) {}

  /** @throws InsufficientFunds, WalletFrozen */
  async hold(
    tx: Tx,
    {
      holdId,
      userId,
      currency,
      priceMinor,
      endsAt,
    }: Pick<Booking, 'holdId' | 'userId' | 'currency' | 'priceMinor' | 'endsAt'>,
  ): Promise<void> {
    await this.ledger.placeHold(tx, {
      id: holdId,
      personId: userId,
      currency,
      amount: priceMinor,
      expiresAt: addSeconds(endsAt, HOLD_LIFE_AFTER_SECONDS),
    });
    await this.wallets.changed(tx, userId);
  }

  /**
   * Ends the hold of a booking without a call. What is kept is shared like the price [H6, H7]; the accounts stay locked between the release and the posting, so nothing
   * else can spend it meanwhile.
   * @returns the id of the posting; null when everything is given back
   */
  async close(tx: Tx, booking: Booking, keptMinor: bigint): Promise<string | null> {
    const { currency, holdId, userId, advisorId } = booking;
    const [hold] = await rowsOf<{ promo_amount: bigint; wallet_account_id: string; promo_account_id: string }>(
      tx,
      'select promo_amount, wallet_account_id, promo_account_id from app.hold where licensee_id = $1 and id = $2',
      [tx.ctx.licenseeId, holdId],
    );
    await this.ledger.releaseHold(tx, holdId);
    await this.wallets.changed(tx, userId);
    if (keptMinor === 0n) return null;
    // Promo credit is spent first, as in a call.
    const promo = hold!.promo_amount < keptMinor ? hold!.promo_amount : keptMinor;
    const split = splitPrice(readTerms(booking.terms), keptMinor, promo);
    const house = await this.ledger.house(
      tx,
      currency,
      'licensee_payable',
      'platform_fee',
      'tax',
      'promo_issued',
      'promo_expense',
    );
    return this.ledger.post(tx, {
      kind: 'booking_fee',
      currency,
      key: `booking:${booking.id}`,
      refId: booking.id,
      legs: [
        { accountId: hold!.wallet_account_id, amount: promo - keptMinor },
        { accountId: hold!.promo_account_id, amount: -promo },
        {
          accountId: await this.ledger.openAccount(tx, 'advisor_payable', advisorId, currency),
          amount: split.advisorMinor,
        },
        { accountId: house.licensee_payable, amount: split.licenseeMinor },
        { accountId: house.platform_fee, amount: split.operatorMinor },
        { accountId: house.tax, amount: split.taxMinor },
        { accountId: house.promo_issued, amount: promo },
        { accountId: house.promo_expense, amount: -promo },
      ],
    });
  }
}
