/** A kind of event: name in the past tense and the type of its payload. */
export interface EventDefinition<P> {
  readonly type: string;
  readonly description: string;
  /** Carries the payload type; never set. */
  readonly payload?: P;
}

export const defineEvent = <P>(type: string, description: string): EventDefinition<P> => ({ type, description });

export interface EventEnvelope<P> {
  readonly id: string;
  readonly type: string;
  readonly occurredAt: string;
  readonly data: P;
}
