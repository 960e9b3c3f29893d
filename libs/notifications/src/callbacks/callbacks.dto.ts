import { ListEnvelope, Shown, Text } from '@app/kernel';
import type { CallbackStatus } from './callback.entity.js';

const STATUSES = ['open', 'ready', 'declined', 'withdrawn', 'done'];

export class AskCallback {
  @Text({ description: 'What it is about; the advisor reads it', max: 300, optional: true, example: 'My new job' })
  note?: string;
}

export class CallbackView {
  @Shown('Id', { example: 'cbk_01hx0000000000000000000000' }) id: string;
  @Shown('Advisor who is asked') advisorId: string;
  @Shown('Name of the advisor') advisorName: string;
  @Shown('What it is about', { type: String, nullable: true }) note: string | null;
  @Shown('ready: the advisor waits for your call', { type: String, enum: STATUSES }) status: CallbackStatus;
  @Shown('When it was asked', { format: 'date-time' }) createdAt: string;
  @Shown('Until when it stands', { format: 'date-time' }) expiresAt: string;
}

export class AskedCallbackView {
  @Shown('Id', { example: 'cbk_01hx0000000000000000000000' }) id: string;
  @Shown('Who asks, by the name that you know them under') caller: string;
  @Shown('What it is about', { type: String, nullable: true }) note: string | null;
  @Shown('ready: you said that you wait for the call', { type: String, enum: STATUSES }) status: CallbackStatus;
  @Shown('Whether you muted this person: you are not told when they ask') isMuted: boolean;
  @Shown('When it was asked', { format: 'date-time' }) createdAt: string;
  @Shown('Until when it stands', { format: 'date-time' }) expiresAt: string;
}

export class AskedCallbackList extends ListEnvelope {
  @Shown('Oldest first', { type: () => [AskedCallbackView] }) data: AskedCallbackView[];
}

export class WatchView {
  @Shown('Advisor') advisorId: string;
  @Shown('Name of the advisor') advisorName: string;
  @Shown('Until when you would be told', { format: 'date-time' }) expiresAt: string;
}

/** What somebody waits for. */
export class WaitingView {
  @Shown('Advisors of whom you are told when they are online', { type: () => [WatchView] }) watches: WatchView[];
  @Shown('Your requests for a call back that stand', { type: () => [CallbackView] }) callbacks: CallbackView[];
}
