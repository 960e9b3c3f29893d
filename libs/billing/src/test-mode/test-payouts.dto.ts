import { Choice, Id, Shown } from '@app/kernel';
import { PayoutAccountView } from '../payouts/connect-accounts.dto.js';
import { PayoutView } from '../payouts/payouts.dto.js';
import { TEST_BANK_NAMES, type TestBank } from './simulated-banks.js';

const LIVEMODE = 'Always false: no money goes to a bank';

export class SetTestPayoutAccount {
  @Choice({
    description:
      'What becomes of payouts. success: paid; account_closed, no_account: refused by the bank until the payee has another one; could_not_process: refused, and tried again at the next payout; transfer_refused: nothing leaves for the payee',
    of: TEST_BANK_NAMES,
    example: 'success',
  })
  bank: TestBank;
}

export class TestPayoutAccountView extends PayoutAccountView {
  @Shown(LIVEMODE, { type: Boolean, enum: [false] }) livemode: false;
}

export class CreateTestPayout {
  @Id('advisor', { description: 'Who is paid; left out = you, of your own share', optional: true }) advisorId?: string;
}

export class TestPayoutView extends PayoutView {
  @Shown(LIVEMODE, { type: Boolean, enum: [false] }) livemode: false;
}
