import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type Role, newId } from '@app/kernel';
import { TEMPLATES, type TemplateName } from '../mail/templates.js';
import { type Notice, pathOf } from './notice.js';
import { NOTICES } from './notices.js';

const FACES = path.resolve(import.meta.dirname, '../../../../apps/web/src');
const AUDIENCE = { people: ['end_user'], advisors: ['advisor'], staff: ['owner'] } as const;
/** Beside the audience of their template. */
const ALSO: Readonly<Record<string, readonly Role[]>> = {
  email_proof: ['advisor'],
  password_reset: ['advisor', 'owner'],
  password_changed: ['advisor', 'owner'],
  new_device: ['advisor', 'owner'],
  payout_account: ['owner'],
  marketing: ['advisor'],
  legal: ['advisor'],
  account_warned: ['advisor'],
};
/** The operator's own staff, in place of the audience of their template. */
const OPERATORS: readonly string[] = ['operator_incident'];
/** What the paths are made of. */
const FACTS = {
  callId: newId(),
  invoiceId: newId(),
  advisorId: newId(),
  kind: 'terms',
  version: 2,
  locale: 'en',
  outcome: 'won',
};

/** Pages of a face, as its router says: `'/history/$id'`, `path: 'account'`, and the list of pages that mails lead to. */
function pagesOf(face: string): RegExp[] {
  const files = fs
    .readdirSync(path.join(FACES, face), { recursive: true, encoding: 'utf8' })
    .filter((file) => /(^|\/)(router\.tsx|routes\.tsx?)$/.test(file));
  const text = files.map((file) => fs.readFileSync(path.join(FACES, face, file), 'utf8')).join('\n');
  const listed = [...text.matchAll(/\(?\s*\[([^\]]+)\] as const\s*\)?\.map\(\(path\)/g)].flatMap(([, list]) =>
    [...list!.matchAll(/'([\w-]+)'/g)].map(([, name]) => name!),
  );
  const named = [...text.matchAll(/\bpath: '([^']+)'/g)].map(([, one]) => one!);
  return [...named, ...listed].map((one) => new RegExp(`^${one.replace(/^\/?/, '/').replace(/\$\w+/g, '[^/]+')}$`));
}

const PAGES = { '': pagesOf('site'), '/pro': pagesOf('pro'), '/admin': pagesOf('admin') };
const OPS = pagesOf('ops');

function hasPage(address: string, role?: Role): boolean {
  if (role === 'operator') return OPS.some((page) => page.test(address));
  const [, base = '', rest = ''] = /^(\/pro|\/admin|)(\/.*)$/.exec(address) ?? [];
  return PAGES[base as keyof typeof PAGES].some((page) => page.test(rest));
}

const templateOf = ({ template }: Notice): TemplateName =>
  typeof template === 'function' ? template(FACTS) : template;
const addresses = Object.entries(NOTICES).flatMap(([name, notice]) =>
  (OPERATORS.includes(name)
    ? (['operator'] as const)
    : [...AUDIENCE[TEMPLATES[templateOf(notice)].audience], ...(ALSO[name] ?? [])]
  ).flatMap((role: Role) =>
    [notice.path, notice.linePath ?? notice.path].map((to) => ({
      name,
      role,
      address: pathOf({ ...notice, path: to }, role, FACTS),
    })),
  ),
);

describe('where mails lead', () => {
  it('is a page that exists, for everybody who gets the mail', () => {
    expect(addresses.filter(({ address, role }) => address !== null && !hasPage(address, role))).toEqual([]);
    expect(addresses.filter(({ address }) => address !== null).length).toBeGreaterThan(25);
  });

  it('is not every address: one that no router knows is found', () => {
    expect(['/pro/legal/terms', '/wallets', '/admin/wallet', '/history'].map((one) => hasPage(one))).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  it('is a page that takes a token only from a mail: the line on a page leads elsewhere', () => {
    const blind = Object.entries(NOTICES).filter(([, { token, inApp, linePath }]) => token && inApp && !linePath);
    expect(blind.map(([name]) => name)).toEqual([]);
  });

  it('is a page wherever the mail has a button', () => {
    const differ = Object.entries(NOTICES).filter(
      ([, notice]) => TEMPLATES[templateOf(notice)].hasLink !== (notice.path !== undefined),
    );
    expect(differ.map(([name]) => name)).toEqual([]);
  });
});
