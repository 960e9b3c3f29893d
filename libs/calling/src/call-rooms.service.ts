import { Injectable } from '@nestjs/common';
import type { Context } from '@app/kernel';
import { NotInTestMode, TestTwins } from '@app/licensees';
import type { Side } from './call-machine.js';
import { type JoinTicket, Rooms } from './rooms.js';

/** Room of a call; one call, one room, never used again. */
export const roomOf = (callId: string): string => `call_${callId}`;
export const identityOf = (callId: string, side: Side): string => `${callId}:${side}`;

/** The room of a call at the media server. A call of test mode has none: nobody is there, and what happens in it is simulated (features.md N13). */
@Injectable()
export class CallRooms {
  constructor(
    private readonly rooms: Rooms,
    private readonly twins: TestTwins,
  ) {}

  /** @throws MediaUnavailable */
  async open(ctx: Context, callId: string): Promise<void> {
    if (!(await this.twins.isTwin(ctx))) await this.rooms.open(roomOf(callId));
  }

  /** @throws MediaUnavailable */
  async close(ctx: Context, callId: string): Promise<void> {
    if (!(await this.twins.isTwin(ctx))) await this.rooms.close(roomOf(callId));
  }

  /** @throws MediaUnavailable */
  async tell(ctx: Context, callId: string, side: Side, topic: string, data: object): Promise<void> {
    if (!(await this.twins.isTwin(ctx))) await this.rooms.tell(roomOf(callId), identityOf(callId, side), topic, data);
  }

  /** Makes the room too. @throws MediaUnavailable, NotInTestMode */
  async ticket(ctx: Context, callId: string, side: Side, medium: 'voice' | 'video'): Promise<JoinTicket> {
    if (await this.twins.isTwin(ctx)) throw new NotInTestMode();
    await this.rooms.open(roomOf(callId));
    return this.rooms.ticket(roomOf(callId), identityOf(callId, side), medium);
  }
}
