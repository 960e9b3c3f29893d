export { CompanyFields, type CompanyValues, companyOf, companyRules, companyTexts } from './company-fields.tsx';
export { TaxReturns, type TaxReturnsSource } from './tax-returns.tsx';
export { VatCheck } from './vat-check.tsx';
export { CountrySelect } from './country-select.tsx';
