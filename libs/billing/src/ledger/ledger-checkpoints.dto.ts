import { ListEnvelope, Moment, Shown } from '@app/kernel';

export class LedgerCheckpointView {
  @Shown('1, 2, 3 ... without a gap', { type: 'integer' }) number: number;
  @Moment({ description: 'Seals transactions from here on; null = from the beginning', nullable: true })
  sealedFrom: string | null;
  @Moment({ description: 'Up to here, this moment not included' }) sealedUntil: string;
  @Shown('How many transactions it seals', { type: 'integer' }) transactions: number;
  @Shown('Head of the hash chain after them', { type: String }) head: string;
  @Shown('SHA-256 of the signed document', { type: String }) hash: string;
  @Shown('Ed25519 signature over the document, base64', { type: String }) signature: string;
  @Shown('Name of the key that signed it', { type: String }) keyId: string;
}

export class LedgerCheckpointList extends ListEnvelope {
  @Shown('Newest first', { type: () => [LedgerCheckpointView] }) data: LedgerCheckpointView[];
}
