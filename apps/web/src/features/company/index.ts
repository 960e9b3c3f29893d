export { CompanyFields, type CompanyValues, companyOf, companyRules, companyTexts } from './company-fields.tsx';
