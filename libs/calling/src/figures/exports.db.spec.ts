import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, type TestApp, paidCall, testApp } from '@app/testing';

type Advisor = Actor & { advisorId: string };

describe('a file for the licensee', () => {
  let t: TestApp;
  let owner: Actor;
  let user: Actor;
  let advisor: Advisor;
  let id: string;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
    user = await t.given.user({ balanceMinor: 50_000n });
    advisor = await t.given.advisor({ voiceRateMinor: 600n });
    id = await paidCall(t, user, advisor, 90);
    await t.as(user).put(`/v1/calls/${id}/rating`, { stars: 4, text: '=HYPERLINK("http://evil.example")' }).expect(200);
    await t.as(owner).post(`/v1/calls/${id}/refund`, { amountMinor: 100, reason: 'Noise' }).expect(201);
  });
  afterAll(() => t.close());

  const take = (who: Actor, kind: string, query = '') => t.as(who).get(`/v1/staff/exports/${kind}${query}`);
  const KINDS = ['calls', 'people', 'advisors', 'ratings'] as const;

  it('holds the same rows as CSV and as JSON', async () => {
    for (const kind of KINDS) {
      const { body } = await take(owner, kind, '?format=json').expect(200);
      expect([kind, body.object, body.data.length > 0]).toEqual([kind, 'export', true]);
      const csv = await take(owner, kind).expect(200);
      expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
      expect(csv.headers['content-disposition']).toBe(`attachment; filename="${kind}.csv"`);
      const [head, ...lines] = csv.text.trim().split('\r\n');
      expect([kind, head!.split(',').sort()]).toEqual([kind, Object.keys(body.data[0]).sort()]);
      expect([kind, lines.length]).toEqual([kind, body.data.length]);
    }
  });

  it('holds the money of calls and the sums of advisors', async () => {
    const [call] = (await take(owner, 'calls', '?format=json').expect(200)).body.data;
    expect(call).toMatchObject({ id, callerId: t.publicId('person', user.id), status: 'ended', refundedMinor: 100 });
    expect(call.advisorMinor + call.licenseeMinor + call.operatorMinor + call.taxMinor).toBe(call.priceMinor);
    const [row] = (await take(owner, 'advisors', '?format=json').expect(200)).body.data;
    expect(row).toMatchObject({
      calls: 1,
      grossMinor: call.priceMinor,
      earningMinor: call.advisorMinor,
      ratingAverage: 4,
      ratingCount: 1,
    });
    const none = (await take(owner, 'advisors', '?format=json&to=2020-01-01T00:00:00Z').expect(200)).body.data;
    expect(none).toMatchObject([{ calls: 0, grossMinor: 0 }]);
  });

  it('is limited to a period', async () => {
    for (const kind of ['calls', 'people', 'ratings']) {
      expect((await take(owner, kind, '?format=json&to=2020-01-01T00:00:00Z').expect(200)).body.data).toEqual([]);
      expect((await take(owner, kind, '?format=json&from=2020-01-01T00:00:00Z').expect(200)).body.data).not.toEqual([]);
    }
    await take(owner, 'calls', '?from=yesterday').expect(422);
    await take(owner, 'calls', '?format=xlsx').expect(422);
    await take(owner, 'everything').expect(404);
  });

  it('runs nothing in a spreadsheet', async () => {
    const { text } = await take(owner, 'ratings').expect(200);
    expect(text).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
  });

  it('is told in the audit log, each time, with what was taken', async () => {
    const admin = await t.given.staff('admin');
    await take(admin, 'people', '?from=2020-01-01T00:00:00Z').expect(200);
    const entries = await t.db.query(
      `select action, subject_id, actor_role, after from app.audit_entry where action = 'export.made' and actor_id = $1`,
      [admin.id],
    );
    expect(entries).toEqual([
      {
        action: 'export.made',
        subject_id: 'people',
        actor_role: 'admin',
        after: { rows: expect.any(Number), format: 'csv', from: '2020-01-01T00:00:00Z', to: null },
      },
    ]);
  });

  it('is for owner and admin, and for finance where no addresses are in it; never of another licensee', async () => {
    const finance = await t.given.staff('finance');
    for (const kind of ['calls', 'advisors', 'ratings']) await take(finance, kind).expect(200);
    await take(finance, 'people').expect(403);
    for (const role of ['support', 'analyst'] as const)
      for (const kind of KINDS) await take(await t.given.staff(role), kind).expect(403);
    for (const who of [user, advisor]) for (const kind of KINDS) await take(who, kind).expect(403);
    const foreign = await t.given.staff('owner', 'zenith');
    for (const kind of ['calls', 'advisors', 'ratings'])
      expect((await take(foreign, kind, '?format=json').expect(200)).body.data).toEqual([]);
    expect((await take(foreign, 'people', '?format=json').expect(200)).body.data).toHaveLength(1);
  });
});
