import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { publicId } from '@app/kernel';
import { CATALOGUE, messageSchema } from '@app/integrations';

interface ToldEvent {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly data: object;
  readonly occurred_at: Date;
}

const ajv = new Ajv2020({ strict: false, validateFormats: false });
const validators = new Map<string, ValidateFunction>();

/** What is wrong with the public events that a spec has caused, whatever its subject was: each must be as the catalogue promises. */
export function brokenPromises(events: readonly ToldEvent[]): string[] {
  return events.flatMap((event) => {
    const known = CATALOGUE.get(event.type);
    if (!known) return [`${event.type} is not in the catalogue`];
    let validate = validators.get(event.type);
    if (!validate) validators.set(event.type, (validate = ajv.compile(messageSchema(known))));
    const { id, type, subject, data, occurred_at } = event;
    validate({
      id: publicId('event', id),
      type,
      timestamp: occurred_at.toISOString(),
      subject,
      livemode: true,
      sequence: 1,
      data,
    });
    return (validate.errors ?? []).map(({ instancePath, message }) => `${type}${instancePath} ${message}`);
  });
}
