import { type Topology, TOPOLOGIES } from '@app/billing';
import { ListEnvelope, Shown, Whole, publicId, toJsonMinor } from '@app/kernel';
import type { LicenceNetting, NettingConsent } from './netting.entity.js';

export class GiveNettingConsent {
  @Whole({ description: 'Revision of the words that you agree to, as `nettings.show` names it', min: 1, max: 1_000 })
  wording: number;
}

export class NettingConsentView {
  @Shown('Revision of the words that were agreed to', { type: 'integer' }) wording: number;
  @Shown('RFC 3339, UTC', { format: 'date-time' }) givenAt: string;
  @Shown('Id of who agreed', { example: 'usr_01hx0000000000000000000000' }) givenBy: string;
}

export class NettingState {
  @Shown('Whether invoices can be settled from the share at all: only where the operator has the money of calls')
  isPossible: boolean;
  @Shown('Where the money of calls lies', { type: String, enum: TOPOLOGIES }) topology: Topology;
  @Shown('Revision of the words that are agreed to now', { type: 'integer' }) wording: number;
  @Shown('The consent that stands', { type: () => NettingConsentView, nullable: true })
  consent: NettingConsentView | null;
}

export class NettingView {
  @Shown('Id', { example: 'net_01hx0000000000000000000000' }) id: string;
  @Shown('Id of the invoice', { example: 'inv_01hx0000000000000000000000' }) invoiceId: string;
  @Shown('Number of the invoice', { example: 'OP-2026-00012' }) invoiceNumber: string;
  @Shown('Taken from the share; negative: given back to it', { type: 'integer' }) amountMinor: number;
  @Shown('What was still due on the invoice afterwards', { type: 'integer' }) dueAfterMinor: number;
  @Shown('ISO 4217 code of the amounts') currency: string;
  @Shown('RFC 3339, UTC', { format: 'date-time' }) createdAt: string;
}

export class NettingPage extends ListEnvelope {
  @Shown('Newest first', { type: () => [NettingView] }) data: NettingView[];
}

export const consentView = (consent: NettingConsent): NettingConsentView => ({
  wording: consent.wording,
  givenAt: consent.givenAt.toISOString(),
  givenBy: publicId('person', consent.givenBy),
});

export const nettingView = (netting: LicenceNetting, invoiceNumber: string): NettingView => ({
  id: publicId('licenceNetting', netting.id),
  invoiceId: publicId('licenceInvoice', netting.invoiceId),
  invoiceNumber,
  amountMinor: toJsonMinor(netting.amount),
  dueAfterMinor: toJsonMinor(netting.dueAfter),
  currency: netting.currency,
  createdAt: netting.createdAt.toISOString(),
});
