export { HoursFields } from './hours-fields.tsx';
export { type HoursRow, hoursOf, hoursRows, unreadableHours, weekdayName } from './hours.ts';
export { useOtherAmount, useSellerTax, useTaxRule } from './price-tax.ts';
export { Rows } from './rows.tsx';
