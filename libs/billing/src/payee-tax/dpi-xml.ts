import type { DeclareTaxIdentity } from './payee-tax.dto.js';

/** An element: its name, attributes and content. Undefined content is left out. */
type Content = string | readonly (Element | undefined)[];
interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly content: Content;
}

const element = (name: string, content: Content, attributes: Record<string, string> = {}): Element => ({
  name,
  attributes,
  content,
});

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
/** Characters that XML 1.0 does not know are left out. */
const escaped = (text: string): string =>
  text
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
    .replace(/[&<>"']/g, (char) => ESCAPES[char]!);

function written({ name, attributes, content }: Element, indent: string): string {
  const open = `${indent}<${name}${Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escaped(value)}"`)
    .join('')}>`;
  if (typeof content === 'string') return `${open}${escaped(content)}</${name}>\n`;
  const inside = content.filter((child) => child !== undefined).map((child) => written(child, `${indent}  `));
  return `${open}\n${inside.join('')}${indent}</${name}>\n`;
}

export interface DpiOperator {
  readonly company: string;
  readonly businessName: string;
  readonly country: string;
  readonly taxNumber: string;
  readonly street: string;
  readonly postalCode: string;
  readonly city: string;
}

export interface DpiSeller {
  readonly reference: string;
  readonly identity: DeclareTaxIdentity;
  readonly currency: string;
  /** Of the four quarters, in whole units of the currency. */
  readonly consideration: readonly bigint[];
  readonly activities: readonly number[];
  readonly fees: readonly bigint[];
  readonly taxes: readonly bigint[];
}

/**
 * The message of the OECD's schema for platform operators (DPI, version 1.0, namespace `urn:oecd:ties:dpi:v1`) with the personal services of sellers. Elements stand in
 * the order of the schema; amounts are whole units, as it asks. What a tax administration adds for its own portal is not here.
 */
export function dpiXml(year: string, operator: DpiOperator, sellers: readonly DpiSeller[], at: Date): string {
  const prefix = `${operator.country}${year}-${operator.taxNumber}`;
  const spec = (reference: string): Element =>
    element('dpi:DocSpec', [
      element('stf:DocTypeIndic', 'OECD1'),
      element('stf:DocRefId', `${prefix}-${reference}-${at.getTime()}`),
    ]);
  const root = element(
    'dpi:DPI_OECD',
    [
      element('dpi:MessageSpec', [
        element('dpi:SendingEntityIN', operator.taxNumber),
        element('dpi:TransmittingCountry', operator.country),
        element('dpi:ReceivingCountry', operator.country),
        element('dpi:MessageType', 'DPI'),
        element('dpi:MessageRefId', `${prefix}-${at.getTime()}`),
        // 401: new information. 403: there is nothing to report.
        element('dpi:MessageTypeIndic', sellers.length === 0 ? 'DPI403' : 'DPI401'),
        element('dpi:ReportingPeriod', `${year}-12-31`),
        element('dpi:Timestamp', at.toISOString()),
      ]),
      element('dpi:DPIBody', [
        element('dpi:PlatformOperator', [
          element('dpi:ResCountryCode', operator.country),
          element('dpi:TIN', operator.taxNumber, { issuedBy: operator.country }),
          element('dpi:Name', operator.company),
          element('dpi:PlatformBusinessName', operator.businessName),
          address(operator, 'OECD304'),
          element('dpi:Nexus', 'RPONEX1'),
          element('dpi:AssumedReporting', 'false'),
          spec('operator'),
        ]),
        ...sellers.map((seller) =>
          element('dpi:ReportableSeller', [identityOf(seller.identity), activitiesOf(seller), spec(seller.reference)]),
        ),
      ]),
    ],
    { version: '1.0', 'xmlns:dpi': 'urn:oecd:ties:dpi:v1', 'xmlns:stf': 'urn:oecd:ties:dpistf:v1' },
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${written(root, '')}`;
}

const address = (
  { street, postalCode, city, country }: { street: string; postalCode: string; city: string; country: string },
  kind: string,
): Element =>
  element(
    'dpi:Address',
    [
      element('dpi:CountryCode', country),
      element('dpi:AddressFix', [
        element('dpi:Street', street),
        element('dpi:PostCode', postalCode),
        element('dpi:City', city),
      ]),
    ],
    { legalAddressType: kind },
  );

function identityOf(identity: DeclareTaxIdentity): Element {
  const { tins, residence, vatNumber } = identity;
  const numbers = [
    element('dpi:ResCountryCode', residence),
    ...tins.map(({ number, issuedBy }) => element('dpi:TIN', number, { issuedBy })),
  ];
  const vat = vatNumber === undefined ? undefined : element('dpi:VAT', vatNumber);
  if (identity.kind === 'company')
    return element('dpi:Identity', [
      element('dpi:EntitySeller', [
        element('dpi:Standard', [
          element('dpi:EntSellerID', [
            ...numbers,
            element('dpi:IN', identity.registrationNumber!, { issuedBy: residence, INType: 'BRN' }),
            vat,
            element('dpi:Name', identity.companyName!),
            address(identity.address, 'OECD303'),
          ]),
        ]),
      ]),
    ]);
  return element('dpi:Identity', [
    element('dpi:IndividualSeller', [
      element('dpi:Standard', [
        element('dpi:IndSellerID', [
          ...numbers,
          vat,
          element('dpi:Name', [
            element('dpi:FirstName', identity.firstName!),
            element('dpi:LastName', identity.lastName!),
          ]),
          address(identity.address, 'OECD302'),
          element('dpi:BirthInfo', [element('dpi:BirthDate', identity.birthDate!)]),
        ]),
      ]),
    ]),
  ]);
}

function activitiesOf({ currency, consideration, activities, fees, taxes }: DpiSeller): Element {
  const amounts = (name: string, each: string, values: readonly bigint[]): Element =>
    element(
      name,
      values.map((value, n) => element(`${each}Q${n + 1}`, value.toString(), { currCode: currency })),
    );
  return element('dpi:RelevantActivities', [
    element('dpi:PersonalServices', [
      amounts('dpi:Consideration', 'dpi:Cons', consideration),
      element(
        'dpi:NumberOfActivities',
        activities.map((value, n) => element(`dpi:NumbQ${n + 1}`, value.toString())),
      ),
      amounts('dpi:Fees', 'dpi:Fees', fees),
      amounts('dpi:Taxes', 'dpi:Tax', taxes),
    ]),
  ]);
}
