// Writes src/stripe/wire-schema.gen.json from the types of the pinned `stripe` package, so that the sandbox refuses
// what the real API version refuses and answers in the shapes that the real SDK promises.
//
//   node apps/sandbox/generate-wire-schema.ts [other output file]
//
// Two prunings keep the file small: "id or expanded object" becomes the id (expansion happens after validation), and of
// the fifty payment methods only `card` is described; the others are accepted as opaque objects.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

type Schema = { [keyword: string]: unknown };

/** Wire root -> type of the `stripe` package. Requests are named like the SDK call, resources like `object`. */
const ROOTS: Record<string, string> = {
  'customers.create': 'CustomerCreateParams',
  'customers.retrieve': 'CustomerRetrieveParams',
  'customers.update': 'CustomerUpdateParams',
  'customers.list': 'CustomerListParams',
  'customers.listPaymentMethods': 'CustomerListPaymentMethodsParams',
  'paymentMethods.retrieve': 'PaymentMethodRetrieveParams',
  'paymentMethods.detach': 'PaymentMethodDetachParams',
  'checkout.sessions.create': 'Checkout.SessionCreateParams',
  'checkout.sessions.retrieve': 'Checkout.SessionRetrieveParams',
  'checkout.sessions.expire': 'Checkout.SessionExpireParams',
  'checkout.sessions.list': 'Checkout.SessionListParams',
  'paymentIntents.create': 'PaymentIntentCreateParams',
  'paymentIntents.retrieve': 'PaymentIntentRetrieveParams',
  'paymentIntents.list': 'PaymentIntentListParams',
  'paymentIntents.cancel': 'PaymentIntentCancelParams',
  'setupIntents.create': 'SetupIntentCreateParams',
  'setupIntents.retrieve': 'SetupIntentRetrieveParams',
  'charges.retrieve': 'ChargeRetrieveParams',
  'refunds.create': 'RefundCreateParams',
  'refunds.retrieve': 'RefundRetrieveParams',
  'refunds.list': 'RefundListParams',
  'balanceTransactions.list': 'BalanceTransactionListParams',
  'balanceTransactions.retrieve': 'BalanceTransactionRetrieveParams',
  'balance.retrieve': 'BalanceRetrieveParams',
  'events.list': 'EventListParams',
  'events.retrieve': 'EventRetrieveParams',
  'webhookEndpoints.create': 'WebhookEndpointCreateParams',
  'webhookEndpoints.list': 'WebhookEndpointListParams',
  'accounts.create': 'AccountCreateParams',
  'accounts.retrieve': 'AccountRetrieveParams',
  'accounts.retrieveCurrent': 'AccountRetrieveCurrentParams',
  'accounts.update': 'AccountUpdateParams',
  'accounts.list': 'AccountListParams',
  'accounts.createLoginLink': 'AccountCreateLoginLinkParams',
  'accounts.createExternalAccount': 'AccountCreateExternalAccountParams',
  'accounts.listExternalAccounts': 'AccountListExternalAccountsParams',
  'accounts.retrieveExternalAccount': 'AccountRetrieveExternalAccountParams',
  'accounts.updateExternalAccount': 'AccountUpdateExternalAccountParams',
  'accounts.deleteExternalAccount': 'AccountDeleteExternalAccountParams',
  'accountLinks.create': 'AccountLinkCreateParams',
  'v2.core.accounts.create': 'V2.Core.AccountCreateParams',
  'v2.core.accounts.retrieve': 'V2.Core.AccountRetrieveParams',
  'v2.core.accounts.update': 'V2.Core.AccountUpdateParams',
  'v2.core.accounts.list': 'V2.Core.AccountListParams',
  'v2.core.accounts.close': 'V2.Core.AccountCloseParams',
  'v2.core.accountLinks.create': 'V2.Core.AccountLinkCreateParams',
  'v2.core.events.list': 'V2.Core.EventListParams',
  'v2.core.events.retrieve': 'V2.Core.EventRetrieveParams',
  'transfers.create': 'TransferCreateParams',
  'transfers.retrieve': 'TransferRetrieveParams',
  'transfers.list': 'TransferListParams',
  'transfers.createReversal': 'TransferCreateReversalParams',
  'transfers.listReversals': 'TransferListReversalsParams',
  'transfers.retrieveReversal': 'TransferRetrieveReversalParams',
  'payouts.create': 'PayoutCreateParams',
  'payouts.retrieve': 'PayoutRetrieveParams',
  'payouts.list': 'PayoutListParams',
  'payouts.cancel': 'PayoutCancelParams',
  'balanceSettings.retrieve': 'BalanceSettingsRetrieveParams',
  'balanceSettings.update': 'BalanceSettingsUpdateParams',
  'topups.create': 'TopupCreateParams',
  'topups.retrieve': 'TopupRetrieveParams',
  'topups.list': 'TopupListParams',
  'disputes.list': 'DisputeListParams',
  'disputes.retrieve': 'DisputeRetrieveParams',
  'disputes.update': 'DisputeUpdateParams',
  'disputes.close': 'DisputeCloseParams',
  'files.create': 'FileCreateParams',
  'files.retrieve': 'FileRetrieveParams',
  'radar.earlyFraudWarnings.list': 'Radar.EarlyFraudWarningListParams',
  'radar.earlyFraudWarnings.retrieve': 'Radar.EarlyFraudWarningRetrieveParams',
  'products.create': 'ProductCreateParams',
  'products.retrieve': 'ProductRetrieveParams',
  'products.update': 'ProductUpdateParams',
  'products.list': 'ProductListParams',
  'prices.create': 'PriceCreateParams',
  'prices.retrieve': 'PriceRetrieveParams',
  'prices.update': 'PriceUpdateParams',
  'prices.list': 'PriceListParams',
  'subscriptions.create': 'SubscriptionCreateParams',
  'subscriptions.retrieve': 'SubscriptionRetrieveParams',
  'subscriptions.update': 'SubscriptionUpdateParams',
  'subscriptions.cancel': 'SubscriptionCancelParams',
  'subscriptions.list': 'SubscriptionListParams',
  'invoiceItems.create': 'InvoiceItemCreateParams',
  'invoiceItems.retrieve': 'InvoiceItemRetrieveParams',
  'invoiceItems.list': 'InvoiceItemListParams',
  'invoiceItems.del': 'InvoiceItemDeleteParams',
  'invoices.create': 'InvoiceCreateParams',
  'invoices.retrieve': 'InvoiceRetrieveParams',
  'invoices.update': 'InvoiceUpdateParams',
  'invoices.list': 'InvoiceListParams',
  'invoices.listLineItems': 'InvoiceListLineItemsParams',
  'invoices.finalizeInvoice': 'InvoiceFinalizeInvoiceParams',
  'invoices.pay': 'InvoicePayParams',
  'invoices.sendInvoice': 'InvoiceSendInvoiceParams',
  'invoices.voidInvoice': 'InvoiceVoidInvoiceParams',
  'invoices.markUncollectible': 'InvoiceMarkUncollectibleParams',
  'invoicePayments.list': 'InvoicePaymentListParams',
  'creditNotes.create': 'CreditNoteCreateParams',
  'creditNotes.retrieve': 'CreditNoteRetrieveParams',
  'creditNotes.list': 'CreditNoteListParams',
  'creditNotes.voidCreditNote': 'CreditNoteVoidCreditNoteParams',
  'billingPortal.sessions.create': 'BillingPortal.SessionCreateParams',
  customer: 'Customer',
  payment_method: 'PaymentMethod',
  'checkout.session': 'Checkout.Session',
  payment_intent: 'PaymentIntent',
  setup_intent: 'SetupIntent',
  charge: 'Charge',
  refund: 'Refund',
  balance_transaction: 'BalanceTransaction',
  balance: 'Balance',
  event: 'EventBase',
  webhook_endpoint: 'WebhookEndpoint',
  account: 'Account',
  account_link: 'AccountLink',
  bank_account: 'BankAccount',
  login_link: 'LoginLink',
  transfer: 'Transfer',
  transfer_reversal: 'TransferReversal',
  payout: 'Payout',
  balance_settings: 'BalanceSettings',
  topup: 'Topup',
  dispute: 'Dispute',
  file: 'File',
  'radar.early_fraud_warning': 'Radar.EarlyFraudWarning',
  product: 'Product',
  price: 'Price',
  subscription: 'Subscription',
  invoice: 'Invoice',
  line_item: 'InvoiceLineItem',
  invoiceitem: 'InvoiceItem',
  invoice_payment: 'InvoicePayment',
  credit_note: 'CreditNote',
  'billing_portal.session': 'BillingPortal.Session',
  'v2.core.account': 'V2.Core.Account',
  'v2.core.account_link': 'V2.Core.AccountLink',
  // Of the several hundred thin events, those about connected accounts.
  'v2.core.event': 'AccountEvent',
};

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, 'wire-roots.virtual.ts');
const names = Object.keys(ROOTS);
const text =
  `import type { Stripe } from 'stripe';\n` +
  'type AccountEvent = Extract<Stripe.V2.Core.Event, { type: `v2.core.account${string}` }>;\n' +
  names
    .map((name, i) => `export type R${i} = ${ROOTS[name] === 'AccountEvent' ? '' : 'Stripe.'}${ROOTS[name]};`)
    .join('\n');

const options: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2023,
  strict: true,
  skipLibCheck: true,
  types: ['node'],
};
const host = ts.createCompilerHost(options);
const readFromDisk = host.getSourceFile.bind(host);
host.getSourceFile = (file, language, ...rest) =>
  file === source ? ts.createSourceFile(file, text, language) : readFromDisk(file, language, ...rest);
const existsOnDisk = host.fileExists.bind(host);
host.fileExists = (file) => file === source || existsOnDisk(file);

const program = ts.createProgram([source], options, host);
const checker = program.getTypeChecker();
const F = ts.TypeFlags;
const defs: Record<string, Schema> = {};
const nameOf = new Map<ts.Type, string>();

const isOpenEnum = (type: ts.Type) => type.isIntersection() && type.types.some((part) => part.flags & F.String);
const property = (type: ts.Type, name: string) => type.getProperty(name);
const symbolType = (symbol: ts.Symbol) => checker.getTypeOfSymbol(symbol);

/** Fields of a payment method that are not the details of one method. */
const COMMON_FIELDS = new Set(['billing_details', 'customer', 'metadata', 'allow_redisplay']);
const isDescribed = (name: string) => name.startsWith('card') || COMMON_FIELDS.has(name);

/** True for the maps "payment method -> details": only their `card` is described. */
const isMethodMap = (type: ts.Type) => Boolean(property(type, 'card') && property(type, 'klarna'));

function nameFor(type: ts.Type): string {
  const full = type.symbol ? checker.getFullyQualifiedName(type.symbol) : 'T';
  const base = full.replace(/^".*?"\.?/, '').replace(/[^\w.]/g, '_');
  let key = base;
  for (let n = 1; key in defs; n++) key = `${base}_${n}`;
  nameOf.set(type, key);
  defs[key] = {};
  return key;
}

function union(type: ts.UnionType): Schema {
  const members = type.types.filter((member) => !(member.flags & F.Undefined));
  const hasString = members.some((member) => member.flags & F.String);
  const nullable = members.some((member) => member.flags & F.Null);
  if (hasString && members.some((member) => member.getProperty?.('id'))) {
    return { type: nullable ? ['string', 'null'] : 'string' };
  }
  if (hasString || members.some(isOpenEnum)) {
    const rest = members.filter(
      (member) => !(member.flags & (F.StringLiteral | F.String | F.Null)) && !isOpenEnum(member),
    );
    const string: Schema = { type: nullable ? ['string', 'null'] : 'string' };
    return rest.length ? { anyOf: [string, ...rest.map(convert)] } : string;
  }
  const literals = members.filter((member) => member.flags & (F.StringLiteral | F.NumberLiteral));
  const booleans = members.filter((member) => member.flags & F.BooleanLiteral);
  const out = members.filter((member) => !literals.includes(member) && !booleans.includes(member)).map(convert);
  if (literals.length) out.push({ enum: literals.map((literal) => (literal as ts.LiteralType).value).sort() });
  if (booleans.length === 2) out.push({ type: 'boolean' });
  else out.push(...booleans.map(convert));
  return out.length === 1 ? out[0]! : { anyOf: out };
}

function convert(type: ts.Type): Schema {
  if (type.flags & (F.Any | F.Unknown)) return {};
  if (type.flags & (F.StringLiteral | F.NumberLiteral)) return { const: (type as ts.LiteralType).value };
  if (type.flags & F.BooleanLiteral) return { const: checker.typeToString(type) === 'true' };
  if (type.flags & (F.String | F.TemplateLiteral)) return { type: 'string' };
  if (type.flags & F.Number) return { type: 'number' };
  if (type.flags & F.Boolean) return { type: 'boolean' };
  if (type.flags & F.Null) return { type: 'null' };
  if (type.flags & (F.Undefined | F.Void | F.Never)) return { not: {} };
  if (type.isUnion()) return union(type);
  if (isOpenEnum(type)) return { type: 'string' };
  if (type.isIntersection() && type.types.some((part) => part.symbol?.name === 'DecimalImpl')) {
    return { type: ['string', 'number'] };
  }
  if (checker.isArrayType(type)) {
    return { type: 'array', items: convert(checker.getTypeArguments(type as ts.TypeReference)[0]!) };
  }
  if (type.getCallSignatures().length) return {};
  const known = nameOf.get(type);
  if (known) return { $ref: `#/$defs/${known}` };
  return { $ref: `#/$defs/${objectType(type)}` };
}

/** A v2 account writes what was not asked for by `include` as null; its type only says that it may be absent. */
const isPartial = (type: ts.Type) =>
  /V2\/Core\/Accounts"\.Account(\.Configuration)?$/.test(checker.getFullyQualifiedName(type.symbol));

function objectType(type: ts.Type): string {
  const key = nameFor(type);
  const partial = type.symbol !== undefined && isPartial(type);
  const properties: Record<string, Schema> = {};
  const required: string[] = [];
  const onlyCard = isMethodMap(type);
  for (const symbol of checker.getPropertiesOfType(type)) {
    // `lastResponse` is added by the SDK and never on the wire.
    if (symbol.name === 'lastResponse') continue;
    // Nor are its methods (`fetchRelatedObject` of an event).
    if (symbolType(symbol).getCallSignatures().length) continue;
    if (!(symbol.flags & ts.SymbolFlags.Optional)) required.push(symbol.name);
    const value = symbolType(symbol);
    const opaque = onlyCard && !isDescribed(symbol.name) && (value.getNonNullableType().flags & F.Object) !== 0;
    properties[symbol.name] = opaque || isEmptyable(onlyCard, symbol.name, value) ? {} : convert(value);
    if (partial && !required.includes(symbol.name)) {
      properties[symbol.name] = { anyOf: [properties[symbol.name], { type: 'null' }] };
    }
  }
  const index = checker.getIndexTypeOfType(type, ts.IndexKind.String);
  defs[key] = {
    type: 'object',
    properties,
    // `data.object` of an event is an empty interface: any object.
    additionalProperties: index ? convert(index) : Object.keys(properties).length === 0,
    ...(required.length && { required }),
  };
  return key;
}

/** `'' | Details` of a method other than card (the empty string unsets it). */
function isEmptyable(onlyCard: boolean, name: string, value: ts.Type): boolean {
  if (!onlyCard || isDescribed(name) || !value.isUnion()) return false;
  return value.types.some((member) => member.flags & F.Object);
}

/** Definitions that are word for word the same are written once. */
function merge(roots: Record<string, Schema>): { roots: unknown; $defs: unknown } {
  let all = JSON.stringify({ roots, $defs: defs });
  for (;;) {
    const parsed = JSON.parse(all) as { roots: unknown; $defs: Record<string, unknown> };
    const first = new Map<string, string>();
    const same = new Map<string, string>();
    for (const [key, def] of Object.entries(parsed.$defs)) {
      const body = JSON.stringify(def);
      const twin = first.get(body);
      if (twin) same.set(key, twin);
      else first.set(body, key);
    }
    if (same.size === 0) {
      const short = new Map(Object.keys(parsed.$defs).map((key, i) => [key, i.toString(36)]));
      const renamed = all.replace(/"#\/\$defs\/([^"]+)"/g, (_, key: string) => `"#/$defs/${short.get(key)}"`);
      const result = JSON.parse(renamed) as { roots: unknown; $defs: Record<string, unknown> };
      const defsByShortName: [string, unknown][] = Object.entries(result.$defs).map(([key, def]) => [
        short.get(key)!,
        def,
      ]);
      return { ...result, $defs: Object.fromEntries(defsByShortName) };
    }
    for (const key of same.keys()) delete parsed.$defs[key];
    all = JSON.stringify(parsed).replace(
      /"#\/\$defs\/([^"]+)"/g,
      (_, key: string) => `"#/$defs/${same.get(key) ?? key}"`,
    );
  }
}

const file = program.getSourceFile(source);
if (!file) throw new Error('the virtual source file was not read');
const roots: Record<string, Schema> = {};
file.forEachChild((node) => {
  if (!ts.isTypeAliasDeclaration(node)) return;
  const name = names[Number(node.name.text.slice(1))]!;
  const type = checker.getTypeAtLocation(node);
  if (type.flags & F.Any) throw new Error(`stripe has no type ${ROOTS[name]}`);
  roots[name] = convert(type);
});
const merged = merge(roots);
const target = process.argv[2] ?? join(here, 'src/stripe/wire-schema.gen.json');
writeFileSync(target, `${JSON.stringify(merged)}\n`);
process.stdout.write(
  `${target}: ${names.length} roots, ${Object.keys(merged.$defs as object).length} definitions, ` +
    `${Math.round(JSON.stringify(merged).length / 1024)} kB\n`,
);
