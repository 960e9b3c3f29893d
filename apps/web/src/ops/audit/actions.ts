/** The words of each act that this log can hold; others show the name the API gave them. */
export const ACTION = {
  'licensee.created': 'audit.licenseeCreated',
  'licensee.suspended': 'audit.licenseeSuspended',
  'licensee.resumed': 'audit.licenseeResumed',
  'licensee.switched': 'audit.licenseeSwitched',
  'limits.changed': 'audit.limitsChanged',
  'operator.access_requested': 'audit.accessRequested',
  'standard_tax_rate.set': 'audit.standardTaxRateSet',
  'export.made': 'audit.exportMade',
  'job.retried': 'audit.jobRetried',
  'operator_payout.requested': 'audit.operatorPayout',
  'currencies.valued': 'audit.currenciesValued',
  'safeguard_account.set': 'audit.safeguardAccountSet',
  'safeguarding.moved_out': 'audit.safeguardedOut',
  'safeguarding.brought_back': 'audit.safeguardedBack',
  'payee_debt.written_off': 'audit.debtWrittenOff',
  'wallet.paid_by_hand': 'audit.walletPaidByHand',
  'wallet.sent_back_again': 'audit.walletSentAgain',
} as const;

export const isKnownAction = (action: string): action is keyof typeof ACTION => Object.hasOwn(ACTION, action);
