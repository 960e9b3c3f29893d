import { type EventDefinition, type IdKind, publicId } from '@app/kernel';
import type { PayloadClass } from './payload.js';

/** A fact as the licensee's programs are told of it. Its type, subject and members are a contract: they are added to, never changed. */
export interface PublicEvent {
  readonly type: string;
  readonly description: string;
  /** Type of the fact inside that it is made of. */
  readonly fact: string;
  readonly subjectKind: IdKind;
  readonly payload: PayloadClass;
  /** What is told of a fact; nothing when the fact is told of under another type. */
  tell(fact: object): { readonly subject: string; readonly data: object } | undefined;
}

interface Telling<F, D extends object> {
  readonly type: string;
  readonly description: string;
  readonly payload: PayloadClass<D>;
  /** What it is about: events of one subject reach an endpoint in order [N7]. */
  readonly subject: readonly [kind: IdKind, id: (fact: F) => string];
  readonly when?: (fact: F) => boolean;
  /**
   * Ids leave in their public form; no name, address or text of a person leaves at all. `externalId` and `metadata` are words of the licensee's own systems and
   * leave as they are: the licensee keeps them free of personal data (the guides and the document of the API say so).
   */
  readonly data: (fact: F) => D;
}

export function publicEvent<F extends object, D extends object>(
  fact: EventDefinition<F>,
  { type, description, payload, subject: [subjectKind, id], when, data }: Telling<F, D>,
): PublicEvent {
  return {
    type,
    description,
    fact: fact.type,
    subjectKind,
    payload,
    tell: (given) => {
      const known = given as F;
      if (when && !when(known)) return undefined;
      return { subject: publicId(subjectKind, id(known)), data: data(known) };
    },
  };
}
