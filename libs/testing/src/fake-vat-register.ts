import { type VatAnswer, type VatNumber, VatRegister, VatRegisterSilent } from '@app/licensees';

/** A register of VAT numbers that knows what a spec tells it: every number is valid until it is said otherwise. */
export class FakeVatRegister extends VatRegister {
  /** What was asked, oldest first. */
  readonly asked: { number: string; requester: string | null }[] = [];
  readonly answers = new Map<string, VatAnswer['result'] | 'silent'>();
  /** Awaited before each answer: what happens while the register thinks. */
  meanwhile: () => Promise<void> = () => Promise.resolve();

  async ask({ number }: VatNumber, requester: VatNumber | null): Promise<VatAnswer> {
    this.asked.push({ number, requester: requester?.number ?? null });
    await this.meanwhile();
    const answer = this.answers.get(number) ?? 'valid';
    if (answer === 'silent') throw new VatRegisterSilent('MS_UNAVAILABLE');
    return {
      result: answer,
      consultation: requester === null ? null : `WAPI${this.asked.length}`,
      name: answer === 'valid' ? `Company of ${number}` : null,
      address: null,
    };
  }
}
