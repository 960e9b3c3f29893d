/** A company that is new here (`revision` 0): who issues the licence's invoices, or who gets them. */
export const PARTY = {
  company: 'Betreiber GmbH',
  fullName: 'Otto Operator',
  email: 'billing@operator.example',
  line1: 'Hauptstraße 1',
  postalCode: '10115',
  city: 'Berlin',
  country: 'DE',
  revision: 0,
};
