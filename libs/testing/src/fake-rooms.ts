import { type JoinTicket, type MediaEvent, MediaUnavailable, type Participant, Rooms } from '@app/calling';
import { type ShiftedClock, addSeconds } from '@app/kernel';

/** A media server in memory that specs drive by hand. It keeps what was told to people. */
export class FakeRooms extends Rooms {
  readonly rooms = new Map<string, Map<string, Participant>>();
  readonly told: { room: string; identity: string; topic: string; data: object }[] = [];
  down = false;
  private count = 0;

  constructor(private readonly clock: ShiftedClock) {
    super();
  }

  /** Somebody's media is connected. From here time is what the spec says: a slow machine adds no second to a call. @returns the participant's id */
  join(room: string, identity: string): string {
    const people = this.rooms.get(room);
    if (!people) throw new Error(`no room ${room}`);
    this.clock.hold();
    const sid = `PA_${++this.count}`;
    people.set(identity, { identity, sid, active: true });
    return sid;
  }

  leave(room: string, identity: string): void {
    this.rooms.get(room)?.delete(identity);
  }

  async open(room: string): Promise<void> {
    this.assertUp();
    if (!this.rooms.has(room)) this.rooms.set(room, new Map());
  }

  async close(room: string): Promise<void> {
    this.assertUp();
    this.rooms.delete(room);
  }

  async participants(room: string): Promise<Participant[] | undefined> {
    this.assertUp();
    const people = this.rooms.get(room);
    return people && [...people.values()];
  }

  async list(prefix: string): Promise<string[]> {
    this.assertUp();
    return [...this.rooms.keys()].filter((name) => name.startsWith(prefix));
  }

  async tell(room: string, identity: string, topic: string, data: object): Promise<void> {
    this.assertUp();
    this.told.push({ room, identity, topic, data });
  }

  async ticket(room: string, identity: string): Promise<JoinTicket> {
    return { url: 'ws://media.invalid', token: `${room} ${identity}`, expiresAt: addSeconds(new Date(), 120) };
  }

  async verifyEvent(): Promise<MediaEvent> {
    throw new Error('specs of the webhook use the real adapter');
  }

  private assertUp(): void {
    if (this.down) throw new MediaUnavailable('down');
  }
}
