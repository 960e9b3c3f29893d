import type common from '../locales/en/common.json';
import type site from '../locales/en/site.json';
import type invoices from '../locales/en/invoices.json';
import type wallet from '../locales/en/wallet.json';
import type account from '../locales/en/account.json';
import type bookings from '../locales/en/bookings.json';
import type calendars from '../locales/en/calendars.json';
import type call from '../locales/en/call.json';
import type prices from '../locales/en/prices.json';
import type money from '../locales/en/money.json';
import type company from '../locales/en/company.json';
import type mail from '../locales/en/mail.json';
import type mails from '../locales/en/mails.json';
import type texts from '../locales/en/texts.json';
import type push from '../locales/en/push.json';
import type waiting from '../locales/en/waiting.json';
import type links from '../locales/en/links.json';
import type complaints from '../locales/en/complaints.json';
import type coupons from '../locales/en/coupons.json';
import type trust from '../locales/en/trust.json';
import type developers from '../locales/en/developers.json';
import type entry from '../locales/en/entry.json';
import type payouts from '../locales/en/payouts.json';
import type pro from '../locales/en/pro.json';
import type admin from '../locales/en/admin.json';
import type webhooks from '../locales/en/webhooks.json';
import type withdrawal from '../locales/en/withdrawal.json';
import type ops from '../locales/en/ops.json';

// A key that is in no catalogue does not compile.
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: {
      common: typeof common;
      site: typeof site;
      invoices: typeof invoices;
      wallet: typeof wallet;
      account: typeof account;
      bookings: typeof bookings;
      calendars: typeof calendars;
      call: typeof call;
      prices: typeof prices;
      money: typeof money;
      company: typeof company;
      mail: typeof mail;
      mails: typeof mails;
      texts: typeof texts;
      push: typeof push;
      waiting: typeof waiting;
      links: typeof links;
      complaints: typeof complaints;
      coupons: typeof coupons;
      trust: typeof trust;
      developers: typeof developers;
      entry: typeof entry;
      payouts: typeof payouts;
      pro: typeof pro;
      admin: typeof admin;
      webhooks: typeof webhooks;
      withdrawal: typeof withdrawal;
      ops: typeof ops;
    };
    returnNull: false;
  }
}
