/** A VAT number of the EU: the country (ISO 3166-1) and the number with its letters, as `taxNumber` gives it. */
export interface VatNumber {
  readonly country: string;
  readonly number: string;
}

/** What the register says of a number. */
export interface VatAnswer {
  readonly result: 'valid' | 'invalid';
  /** The register's number of this question, for who asks with a number of their own: the proof of having asked. */
  readonly consultation: string | null;
  /** As the member state tells them; null where it does not. */
  readonly name: string | null;
  readonly address: string | null;
}

/** No answer, whoever's fault it is: it says nothing about the number. `cause` is the register's word, without the number. */
export class VatRegisterSilent extends Error {}

/** The register of VAT numbers of the EU: VIES. */
export abstract class VatRegister {
  /**
   * @param requester who wants to know; null = nobody with a number, and there is no consultation number then
   * @throws VatRegisterSilent
   */
  abstract ask(asked: VatNumber, requester: VatNumber | null): Promise<VatAnswer>;
}
