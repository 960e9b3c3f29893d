import { Flag, Shown, Text, publicId } from '@app/kernel';
import type { Licensee, LicenseeStatus } from './licensee.entity.js';
import type { Switch } from './licensee-switches.entity.js';

const Reason = (): PropertyDecorator =>
  Text({
    description: 'Why; it stands in the audit log of the licensee',
    min: 3,
    max: 300,
    example: 'Unpaid for 60 days',
  });

export class SuspensionRequest {
  @Reason()
  reason: string;
}

/** All four are said each time, so that two screens cannot mix their halves. */
export class ChangeSwitchesRequest implements Record<Switch, boolean> {
  @Flag({ description: 'New calls' })
  calls: boolean;

  @Flag({ description: 'New top-ups' })
  topUps: boolean;

  @Flag({ description: 'New accounts' })
  signUps: boolean;

  @Flag({ description: 'Sign-in of end users and advisors; staff always get in' })
  signIns: boolean;

  @Reason()
  reason: string;
}

export class SwitchesResponse implements Record<Switch, boolean> {
  @Shown('New calls are possible')
  calls: boolean;

  @Shown('New top-ups are possible')
  topUps: boolean;

  @Shown('New accounts are possible')
  signUps: boolean;

  @Shown('End users and advisors may sign in')
  signIns: boolean;
}

export class OperatedLicenseeResponse {
  @Shown('Id of the licensee', { example: 'lic_01hx0000000000000000000000' })
  id: string;

  @Shown('Short address', { example: 'aurora' })
  slug: string;

  @Shown('Name of the brand', { example: 'Aurora' })
  name: string;

  @Shown('Name of at most 16 characters', { example: 'Aurora' })
  shortName: string;

  @Shown('suspended: what runs is finished, nothing new starts', {
    type: String,
    enum: ['active', 'suspended', 'terminated'],
  })
  status: LicenseeStatus;

  @Shown('ISO 3166', { example: 'DE' })
  country: string;

  @Shown('ISO 4217', { example: 'EUR' })
  currency: string;

  @Shown('Language of the brand', { example: 'en' })
  locale: string;

  @Shown('IANA time zone', { example: 'Europe/Berlin' })
  timeZone: string;

  @Shown('Primary host', { example: 'aurora.localhost' })
  host: string;

  @Shown('When it was created', { type: String, format: 'date-time' })
  createdAt: string;
}

export const operatedLicenseeView = (licensee: Licensee, host: string): OperatedLicenseeResponse => ({
  id: publicId('licensee', licensee.id),
  slug: licensee.slug,
  name: licensee.name,
  shortName: licensee.shortName,
  status: licensee.status,
  country: licensee.country,
  currency: licensee.currency,
  locale: licensee.locale,
  timeZone: licensee.timeZone,
  host,
  createdAt: licensee.createdAt.toISOString(),
});
