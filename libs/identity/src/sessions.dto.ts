import { ListEnvelope, Shown } from '@app/kernel';

export class SessionResponse {
  @Shown('Id of the session', { example: 'ses_01hx0000000000000000000000' })
  id: string;

  @Shown('True for the session of this request')
  current: boolean;

  @Shown('The device in plain words', { example: 'Chrome on Android' })
  device: string;

  @Shown('Address of the sign-in', { type: String, nullable: true, example: '203.0.113.7' })
  ip: string | null;

  @Shown('What the device calls itself', { type: String, nullable: true })
  userAgent: string | null;

  @Shown('When it was opened', { type: String, format: 'date-time' })
  createdAt: string;

  @Shown('When tokens were last refreshed', { type: String, format: 'date-time' })
  lastUsedAt: string;

  @Shown('When it ends unless it is used', { type: String, format: 'date-time' })
  expiresAt: string;
}

export class SessionPage extends ListEnvelope {
  @Shown('Newest first', { type: () => [SessionResponse] })
  data: SessionResponse[];
}
