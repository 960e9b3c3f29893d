import { Choice, Expand, Id, ListEnvelope, PageQuery, Shown, Text } from '@app/kernel';
import { TypeFilter } from './event-types.js';

/** What can be sent along with an event. */
export const EVENT_EXPANSIONS = ['subject'] as const;
const Expansions = (): PropertyDecorator =>
  Expand({
    subject:
      'as `about`, what the event is about: a user, advisor, call or booking as it is now. Null when it is gone, is something else, or needs a scope that the key does not have',
  });

export class EventExpandQuery {
  @Expansions() expand?: string;
}

export class EventsQuery extends PageQuery {
  @TypeFilter() type?: string;

  @Text({
    description: 'Only about this: the id of a call, a person, a payout ...',
    max: 60,
    pattern: /^[a-z]+_[0-9a-z]{26}$/,
    example: 'call_01j0000000000000000000000x',
    optional: true,
  })
  subject?: string;

  @Id('event', {
    description: 'Only what came after this event: the way to catch up, with order=oldest',
    optional: true,
  })
  after?: string;

  @Choice({ description: 'Which come first', of: ['newest', 'oldest'], optional: true })
  order: 'newest' | 'oldest' = 'newest';

  @Expansions() expand?: string;
}

export class EventView {
  @Shown('Id of the event; the same in every delivery of it') id: string;
  @Shown('What happened: `call.ended`') type: string;
  @Shown('When it happened', { type: String, format: 'date-time' }) timestamp: string;
  @Shown('Id of what it is about; events of one subject come in order') subject: string;
  @Shown('false = it happened in test mode') livemode: boolean;
  @Shown('What is known of it, as the catalogue describes the type', { type: 'object', additionalProperties: true })
  data: Record<string, unknown>;
  @Shown('With `expand=subject`: what it is about, as it is now; null when it is not shown', {
    oneOf: [
      ...['UserResponse', 'CallAdvisorView', 'CallView', 'BookingView'].map((name) => ({
        $ref: `#/components/schemas/${name}`,
      })),
      { type: 'null' },
    ],
    required: false,
  })
  about?: object | null;
}

export class EventList extends ListEnvelope {
  @Shown('Events', { type: [EventView] }) data: EventView[];
}

export class EventTypeView {
  @Shown('What endpoints choose by: `call.ended`') type: string;
  @Shown('What happened') description: string;
  @Shown('JSON Schema (2020-12) of `data`', { type: 'object', additionalProperties: true })
  schema: Record<string, unknown>;
  @Shown('`data` as it could be', { type: 'object', additionalProperties: true }) example: Record<string, unknown>;
}

export class EventTypeList extends ListEnvelope {
  @Shown('All types', { type: [EventTypeView] }) data: EventTypeView[];
}
