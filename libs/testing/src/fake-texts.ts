import { type OutgoingText, type TextOutcome, type TextReport, Texts } from '@app/notifications';

/** Keeps texts instead of sending them, and believes every report. */
export class FakeTexts extends Texts {
  channels: readonly ('sms' | 'whatsapp')[] = ['sms', 'whatsapp'];
  sent: OutgoingText[] = [];
  /** What the next texts get; then they are sent again. */
  outcomes: TextOutcome[] = [];
  /** Runs before a text is answered. */
  meanwhile: (() => Promise<void>) | undefined;

  async send(text: OutgoingText): Promise<TextOutcome> {
    await this.meanwhile?.();
    const outcome = this.outcomes.shift() ?? { kind: 'sent', providerId: `SM${this.sent.length}` };
    if (outcome.kind === 'sent') this.sent.push(text);
    return outcome;
  }

  isSigned(_url: string, _form: Readonly<Record<string, string>>, signature: string): boolean {
    return signature === 'right';
  }

  read(form: Readonly<Record<string, string>>): TextReport | undefined {
    return JSON.parse(form['report'] ?? 'null') as TextReport | undefined;
  }

  /** Texts to one number, oldest first. */
  to(number: string): OutgoingText[] {
    return this.sent.filter((text) => text.to === number);
  }

  /** The code in the newest text to a number. */
  codeFor(number: string): string {
    const code = /\b\d{6}\b/.exec(this.to(number).findLast(({ kind }) => kind === 'code')?.body ?? '')?.[0];
    if (code === undefined) throw new Error('no code was sent to this number');
    return code;
  }
}
