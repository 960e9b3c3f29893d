import { ExternalId, type Metadata, MetadataMap, Shown, Text } from '@app/kernel';
import { type Face, FaceOf, SignedInResponse } from '@app/identity';
import { CallView, RequestCall } from './calls.dto.js';

/** A call between a user and an advisor that the licensee's server asks for. */
export class StartCall extends RequestCall {
  @ExternalId()
  externalId?: string;

  @MetadataMap()
  metadata?: Metadata;
}

export class JoinLinksView {
  @Shown('Opens the call for the user; signs them in, once', {
    example: 'https://aurora.example/calls/call_01hx...#join=...',
  })
  callerUrl: string;

  @Shown('Opens the call for the advisor; signs them in, once', {
    example: 'https://aurora.example/pro/call/call_01hx...#join=...',
  })
  advisorUrl: string;

  @Shown('Until when the links can be used', { format: 'date-time' })
  expiresAt: string;
}

export class StartedCallView extends CallView {
  @Shown('A link for each side', { type: () => JoinLinksView })
  join: JoinLinksView;
}

export class UseJoinLink {
  @Text({ description: 'What stands behind `#join=`', max: 100, example: 'b3c0...' })
  token: string;

  @FaceOf()
  face?: Face;
}

export class JoinedView extends SignedInResponse {
  @Shown('The call that the link leads to')
  callId: string;
}
