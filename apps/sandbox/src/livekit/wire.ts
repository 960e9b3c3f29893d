import type { Participant, Room, RoomEvent } from './rooms.js';

const seconds = (ms: number) => String(Math.floor(ms / 1000));

/** Room as protobuf JSON writes it: 64-bit numbers are strings. */
export function roomJson(room: Room): Record<string, unknown> {
  return {
    sid: room.sid,
    name: room.name,
    emptyTimeout: room.emptyTimeout,
    departureTimeout: room.departureTimeout,
    ...(room.maxParticipants > 0 && { maxParticipants: room.maxParticipants }),
    creationTime: seconds(room.createdAtMs),
    creationTimeMs: String(room.createdAtMs),
    turnPassword: room.turnPassword,
    enabledCodecs: [{ mime: 'audio/opus' }, { mime: 'audio/red' }],
    metadata: room.metadata,
    numParticipants: room.participants.size,
    numPublishers: [...room.participants.values()].filter((participant) => participant.trackSid).length,
  };
}

/** Participant as protobuf JSON writes it. */
export function participantJson(
  participant: Participant,
  state: 'ACTIVE' | 'DISCONNECTED' = 'ACTIVE',
): Record<string, unknown> {
  return {
    sid: participant.sid,
    identity: participant.identity,
    state,
    tracks: participant.trackSid ? [trackJson(participant.trackSid)] : [],
    metadata: participant.metadata,
    joinedAt: seconds(participant.joinedAtMs),
    joinedAtMs: String(participant.joinedAtMs),
    name: participant.name,
    version: 2,
    isPublisher: participant.trackSid !== null,
  };
}

function trackJson(sid: string): Record<string, unknown> {
  return { sid, type: 'AUDIO', name: 'microphone', source: 'MICROPHONE', mimeType: 'audio/red' };
}

/** Body of a webhook, without id and time. */
export function eventJson(happened: RoomEvent): Record<string, unknown> {
  const base = { event: happened.event, room: roomJson(happened.room) };
  if (!('participant' in happened)) return base;
  if (happened.event === 'participant_left') {
    const participant = participantJson(happened.participant, 'DISCONNECTED');
    return { ...base, participant: { ...participant, disconnectReason: happened.reason } };
  }
  const { trackSid } = happened.participant;
  const participant = participantJson(happened.participant);
  return trackSid && happened.event === 'track_published'
    ? { ...base, participant, track: trackJson(trackSid) }
    : { ...base, participant };
}
