import { NestFactory } from '@nestjs/core';
import { type Context, Db, NestLog, type Role, loadConfig, rowsOf, systemContext } from '@app/kernel';
import { AdvisorsService } from '@app/advisors';
import { MoneyRulesService } from '@app/billing';
import { RatingRules } from '@app/calling';
import { PersonsService } from '@app/identity';
import { BrandService, DEFAULT_BRAND, LicenseesService, type NewLicensee } from '@app/licensees';
import { BillingProfilesService, type CreatePlan, PlansService } from '@app/licensing';
import { AppModule } from './app.module.js';
import { seedLegalPages } from './seed-legal.js';

// `node dist/apps/api/src/seed.js`: two licensees, the operator with its plans, and people to sign in as. Idempotent. The last line of output is JSON.
interface SeedPerson {
  readonly role: Role;
  readonly email: string;
  readonly name: string;
  readonly voiceRateMinor?: bigint;
  readonly videoRateMinor?: bigint;
  readonly headline?: string;
  readonly topics?: readonly string[];
}

const PASSWORD = 'try-the-platform-2026';

interface Seed {
  readonly licensee: NewLicensee;
  /** Without one the licensee keeps the default look. */
  readonly brandColor?: string;
  readonly people: readonly SeedPerson[];
}

const SEEDS: readonly Seed[] = [
  {
    licensee: {
      slug: 'aurora',
      name: 'Aurora Advice',
      shortName: 'AURORA',
      country: 'DE',
      currency: 'EUR',
      locale: 'en',
      timeZone: 'Europe/Berlin',
      hosts: ['aurora.localhost'],
      terms: { operatorShareBp: 1500, advisorShareBp: 6000, taxRateBp: 1900 },
    },
    brandColor: '#1d4e89',
    people: [
      { role: 'owner', email: 'owner@aurora.example', name: 'Olivia Owner' },
      { role: 'finance', email: 'finance@aurora.example', name: 'Felix Finance' },
      {
        role: 'advisor',
        email: 'ada@aurora.example',
        name: 'Ada',
        headline: 'Tax for the self-employed',
        topics: ['Income tax', 'VAT'],
        voiceRateMinor: 199n,
        videoRateMinor: 249n,
      },
      {
        role: 'advisor',
        email: 'ben@aurora.example',
        name: 'Ben',
        headline: 'Tenancy law',
        topics: ['Tenancy', 'Moving out'],
        voiceRateMinor: 149n,
      },
      { role: 'end_user', email: 'user@aurora.example', name: 'Uma User' },
    ],
  },
  {
    licensee: {
      slug: 'zenith',
      name: 'Zenith Guides',
      shortName: 'ZENITH',
      country: 'GB',
      currency: 'GBP',
      locale: 'en',
      timeZone: 'Europe/London',
      hosts: ['zenith.localhost'],
      terms: { operatorShareBp: 2000, advisorShareBp: 5500, taxRateBp: 2000, incrementSeconds: 6, freeSeconds: 60 },
    },
    brandColor: '#2f7d32',
    people: [
      { role: 'owner', email: 'owner@zenith.example', name: 'Oscar Owner' },
      {
        role: 'advisor',
        email: 'zoe@zenith.example',
        name: 'Zoe',
        headline: 'Mountain routes',
        topics: ['Alps'],
        voiceRateMinor: 120n,
      },
      { role: 'end_user', email: 'user@zenith.example', name: 'Ulf User' },
    ],
  },
  {
    licensee: {
      kind: 'operator',
      slug: 'operator',
      name: 'Operator',
      shortName: 'OPERATOR',
      country: 'DE',
      currency: 'EUR',
      hosts: ['ops.localhost'],
      terms: { operatorShareBp: 0, advisorShareBp: 0, taxRateBp: 0 },
    },
    people: [{ role: 'operator', email: 'ops@operator.example', name: 'Otto Operator' }],
  },
];

/** So that a stranger can become a licensee at once. */
const PLANS: readonly CreatePlan[] = [
  {
    name: 'Starter',
    isPublic: true,
    currency: 'EUR',
    setupFeeMinor: null,
    monthlyFeeMinor: null,
    minimumMonthlyMinor: null,
    operatorShareBp: 2_000,
    operatorRatePerMinuteMinor: null,
    trialDays: 0,
    maxAdvisors: 3,
    maxUsers: 500,
    maxConcurrentCalls: 3,
    maxApiPerMinute: 60,
    maxStorageMb: 20,
  },
  {
    name: 'Business',
    isPublic: true,
    currency: 'EUR',
    setupFeeMinor: 19_900,
    monthlyFeeMinor: 14_900,
    minimumMonthlyMinor: null,
    operatorShareBp: 1_000,
    operatorRatePerMinuteMinor: 2,
    trialDays: 14,
    maxAdvisors: 50,
    maxUsers: null,
    maxConcurrentCalls: 50,
    maxApiPerMinute: 600,
    maxStorageMb: 200,
  },
];

const config = loadConfig();
if (config.NODE_ENV === 'production') {
  console.error('The seed holds known passwords: it does not run with NODE_ENV=production.');
  process.exit(1);
}
const app = await NestFactory.createApplicationContext(AppModule.forRoot(config), {
  logger: new NestLog(),
  abortOnError: false,
});
const db = app.get(Db);

async function licenseeId(seed: NewLicensee): Promise<string> {
  const [known] = await db.resolve<{ licensee_id: string }>('select licensee_id from app.licensee_by_host($1)', [
    seed.hosts[0],
  ]);
  if (known) return known.licensee_id;
  const { id } = await app.get(LicenseesService).create(seed);
  // Who tries the platform out does not talk for minutes before a review.
  if (seed.kind === 'operator') return id;
  await app.get(RatingRules).set(systemContext(id, 'seed'), { minMinutes: 0 });
  // Nor do they open payout accounts before the first call.
  await db.transaction(systemContext(id, 'seed'), (tx) =>
    app.get(MoneyRulesService).set(tx, { payoutAccountRequired: false }),
  );
  return id;
}

async function person(ctx: Context, seed: SeedPerson): Promise<void> {
  const known = await db.read(ctx, (tx) =>
    rowsOf(tx, 'select 1 from app.person where licensee_id = $1 and email = $2', [ctx.licenseeId, seed.email]),
  );
  if (known.length > 0) return;
  const created = await app
    .get(PersonsService)
    .create(ctx, { role: seed.role, email: seed.email, password: PASSWORD, displayName: seed.name, adult: true });
  if (seed.role !== 'advisor') return;
  await app.get(AdvisorsService).create(ctx, {
    personId: created.id,
    displayName: seed.name,
    headline: seed.headline ?? '',
    topics: seed.topics ?? [],
    voiceRateMinor: seed.voiceRateMinor ?? null,
    videoRateMinor: seed.videoRateMinor ?? null,
    available: true,
  });
}

async function brand(ctx: Context, brandColor: string): Promise<void> {
  const brands = app.get(BrandService);
  const { published, draft } = await brands.show(ctx);
  if (published !== null || draft.revision > 0) return;
  const { revision } = await brands.saveDraft(ctx, {
    document: { ...DEFAULT_BRAND, brandColor },
    revision: draft.revision,
  });
  await brands.publish(ctx, revision);
}

/** Plans that cost something are offered only where somebody can issue their invoices. */
async function plans(ctx: Context): Promise<void> {
  const profiles = app.get(BillingProfilesService);
  if (!(await db.read(ctx, (tx) => profiles.hasIssuer(tx))))
    await profiles.changeIssuer(ctx, {
      company: 'Operator GmbH',
      fullName: 'Otto Operator',
      email: 'billing@operator.example',
      line1: 'Hauptstraße 1',
      postalCode: '10115',
      city: 'Berlin',
      country: 'DE',
      series: 'OP',
      taxRateBp: 1_900,
      paymentDays: 14,
      revision: 0,
    });
  const offer = app.get(PlansService);
  if ((await offer.list(ctx, { limit: 1 })).data.length > 0) return;
  for (const plan of PLANS) await offer.create(ctx, plan);
}

for (const seed of SEEDS) {
  const ctx = systemContext(await licenseeId(seed.licensee), 'seed');
  if (seed.brandColor !== undefined) await brand(ctx, seed.brandColor);
  for (const one of seed.people) await person(ctx, one);
  if (seed.licensee.kind === 'operator') await plans(ctx);
  else await seedLegalPages(app, ctx, seed.licensee.name, seed.licensee.hosts[0]);
}
await app.close();
console.log(
  JSON.stringify({
    licensees: SEEDS.map(({ licensee }) => ({ host: licensee.hosts[0], name: licensee.name })),
    logins: SEEDS.flatMap(({ licensee, people }) =>
      people.map(({ role, email }) => ({ host: licensee.hosts[0], role, email, password: PASSWORD })),
    ),
  }),
);
