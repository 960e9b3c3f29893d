import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, Matches } from 'class-validator';
import { Country, Currency, Shown, Text, Whole } from '@app/kernel';
import { OperatedLicenseeResponse } from '@app/licensees';
import { DisplayName, Email, Locale, Password, PersonResponse } from './persons.dto.js';

const HOST = /^(?=.{1,253}$)[a-z0-9-]+(\.[a-z0-9-]+)+$/;

const Hosts = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({
      description: 'Hosts that answer for the licensee; the first is the primary one',
      type: [String],
      minItems: 1,
      maxItems: 5,
      example: ['nova.example'],
    }),
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(5),
    ArrayUnique(),
    Matches(HOST, { each: true }),
  );

const Share = (description: string, max: number, example: number): PropertyDecorator =>
  Whole({ description: `${description}, in basis points`, min: 0, max, example });

export class CreateLicenseeRequest {
  @Text({ description: 'Short address', min: 2, max: 40, pattern: /^[a-z0-9-]+$/, example: 'nova' })
  slug: string;

  @Text({ description: 'Name of the brand', max: 80, example: 'Nova Advice' })
  name: string;

  @Text({ description: 'Name for the home screen and the card statement', min: 2, max: 16, example: 'Nova' })
  shortName: string;

  @Country({ description: 'ISO 3166' })
  country: string;

  @Currency({ description: 'The one currency of the licensee' })
  currency: string;

  @Locale()
  locale?: string;

  @Text({
    description: 'IANA time zone',
    max: 64,
    pattern: /^[A-Za-z0-9_+/-]+$/,
    example: 'Europe/Berlin',
    optional: true,
  })
  timeZone?: string;

  @Hosts()
  hosts: [string, ...string[]];

  @Share('Share of the operator in the net price', 10_000, 1500)
  operatorShareBp: number;

  @Share('Share of the advisor in the net price', 10_000, 6000)
  advisorShareBp: number;

  @Share('Tax included in prices', 5_000, 1900)
  taxRateBp: number;

  @Email()
  ownerEmail: string;

  @Password('First password of the owner; at least 10 characters, at most 72 bytes')
  ownerPassword: string;

  @DisplayName({ optional: true })
  ownerName?: string;
}

export class CreatedLicenseeResponse extends OperatedLicenseeResponse {
  @Shown('The first owner', { type: () => PersonResponse })
  owner: PersonResponse;
}
