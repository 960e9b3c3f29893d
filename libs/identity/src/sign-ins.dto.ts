import { ListEnvelope, Shown } from '@app/kernel';
import { SIGN_IN_OUTCOMES, type SignInOutcome } from './sign-in.entity.js';

export class SignInResponse {
  @Shown('What happened', { type: String, enum: [...SIGN_IN_OUTCOMES] })
  outcome: SignInOutcome;

  @Shown('Address it came from', { type: String, nullable: true, example: '203.0.113.7' })
  ip: string | null;

  @Shown('What the device calls itself', { type: String, nullable: true })
  userAgent: string | null;

  @Shown('When', { type: String, format: 'date-time' })
  at: string;
}

export class SignInPage extends ListEnvelope {
  @Shown('Newest first', { type: () => [SignInResponse] })
  data: SignInResponse[];
}
