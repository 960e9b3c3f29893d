import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ExportTooLarge, Db, newId, publicId, recordAudit, systemContext } from '@app/kernel';
import { type Actor, type TestApp, testApp } from '@app/testing';
import { AuditLogService } from './audit-log.service.js';

describe('the audit log', () => {
  let t: TestApp;
  let owner: Actor;
  let admin: Actor;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
    admin = await t.given.staff('admin');
    await t.as(owner).patch('/v1/staff/pricing', { taxRateBp: 700 }).expect(200);
    await t.as(admin).post('/v1/staff/domains', { host: 'advice.example.com' }).expect(201);
    await t.app.get(Db).transaction(systemContext(owner.licenseeId, 'spec.job'), async (tx) => {
      await recordAudit(tx, {
        action: 'person.frozen',
        subject: { kind: 'person', id: publicId('person', admin.id) },
        reason: '=HYPERLINK("https://evil.example")',
      });
      await sleep(5); // ids of one millisecond have no order
      await recordAudit(tx, { action: 'person_note.added', reason: '@sum(1)' });
    });
    const zenith = await t.given.staff('owner', 'zenith');
    await t.as(zenith).patch('/v1/staff/pricing', { taxRateBp: 800 }).expect(200);
  });
  afterAll(() => t.close());

  const list = async (query = '', actor = owner) => (await t.as(actor).get(`/v1/staff/audit${query}`).expect(200)).body;
  const actions = async (query: string) => (await list(query)).data.map(({ action }: { action: string }) => action);
  const ALL = ['person_note.added', 'person.frozen', 'domain.added', 'pricing.changed'];

  it('tells who did what to what, newest first, and nothing of another licensee', async () => {
    const { data, has_more } = await list();
    expect([data.map(({ action }: { action: string }) => action), has_more]).toEqual([ALL, false]);
    expect(data[3]).toEqual({
      id: expect.stringMatching(/^aud_/),
      at: expect.any(String),
      actor: { kind: 'person', id: publicId('person', owner.id), name: expect.stringMatching(/^owner/), role: 'owner' },
      action: 'pricing.changed',
      subject: { kind: 'licensee', id: 'pricing' },
      before: { taxRateBp: 1900 },
      after: { taxRateBp: 700 },
      reason: null,
      ip: '127.0.0.1',
      requestId: expect.any(String),
    });
    expect(data[0]).toMatchObject({
      actor: { kind: 'system', id: null, name: 'spec.job', role: null },
      subject: null,
      before: null,
      after: null,
      ip: null,
    });
  });

  it('is filtered and paged', async () => {
    expect(await actions('?action=domain.added')).toEqual(['domain.added']);
    expect(await actions('?action=person')).toEqual(['person.frozen']);
    expect(await actions(`?actor=${publicId('person', admin.id)}`)).toEqual(['domain.added']);
    expect(await actions(`?actor=${publicId('person', newId())}`)).toEqual([]);
    expect(await actions('?subject=domain')).toEqual(['domain.added']);
    expect(await actions('?subject=advice.example.com')).toEqual(['domain.added']);
    expect(await actions(`?subject=${publicId('person', admin.id)}`)).toEqual(['person.frozen']);
    const { at } = (await list('?action=domain.added')).data[0];
    expect(await actions(`?from=${at}`)).toEqual(ALL.slice(0, 3));
    expect(await actions(`?to=${at}`)).toEqual(['pricing.changed']);
    expect(await actions('?from=2999-01-01T00:00:00%2B01:00')).toEqual([]);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await list(`?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...page.data.map(({ action }: { action: string }) => action));
      cursor = page.next_cursor as string | null;
    }
    expect(seen).toEqual(ALL);
  });

  it('shows the name of today', async () => {
    await t.db.query(`update app.person set display_name = 'Renamed' where id = $1`, [admin.id]);
    expect((await list('?action=domain.added')).data[0].actor.name).toBe('Renamed');
  });

  it.each([
    ['action=Domain', '/action'],
    ['action=a.b.c', '/action'],
    ['actor=usr_1', '/actor'],
    ['from=yesterday', '/from'],
    ['to=2026-02-31', '/to'],
    ['to=2026-02-31T00:00:00Z', '/to'],
    ['to=2026-01-01T25:00:00Z', '/to'],
    ['format=xml', '/format'],
    ['cursor=x', '/cursor'],
    ['subject=%00', '/subject'],
  ])('refuses %s', async (query, pointer) => {
    expect((await t.as(owner).get(`/v1/staff/audit?${query}`).expect(422)).body.errors[0].pointer).toBe(pointer);
  });

  it('is read by owner, admin and analyst, and deleted by nobody', async () => {
    for (const role of ['admin', 'analyst'] as const) await list('', await t.given.staff(role));
    for (const role of ['finance', 'support', 'advisor', 'end_user'] as const)
      await t
        .as(await t.given.person(role))
        .get('/v1/staff/audit')
        .expect(403);
    for (const method of ['delete', 'post', 'put', 'patch'] as const)
      await t.as(owner)[method]('/v1/staff/audit').expect(404);
    await expect(t.db.query('delete from app.audit_entry')).rejects.toMatchObject({ code: 'LG005' });
  });

  it('leaves as CSV in which no cell is a formula', async () => {
    const answer = await t.as(owner).get('/v1/staff/audit?format=csv').expect(200);
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.headers['content-disposition']).toBe('attachment; filename="audit.csv"');
    const lines = answer.text.trim().split('\r\n');
    expect(lines[0]).toBe(
      'time,id,actor_kind,actor_id,actor_name,actor_role,action,subject_kind,subject_id,before,after,reason,ip,request_id',
    );
    expect(lines).toHaveLength(5);
    expect(answer.text).toContain(`"'=HYPERLINK(""https://evil.example"")"`);
    expect(answer.text).toContain(`,'@sum(1),`);
    expect(answer.text).toContain('"{""taxRateBp"":700}"');
    expect(
      (await t.as(owner).get('/v1/staff/audit?format=csv&action=domain').expect(200)).text.trim().split('\r\n'),
    ).toHaveLength(2);
  });

  it('leaves as JSON, and both files have an end', async () => {
    const answer = await t.as(owner).get('/v1/staff/audit?format=json&limit=1').expect(200);
    expect(answer.headers['content-disposition']).toBe('attachment; filename="audit.json"');
    expect(answer.body.data.map(({ action }: { action: string }) => action)).toEqual(ALL);
    expect([answer.body.has_more, answer.body.next_cursor]).toEqual([false, null]);
    const audit = t.app.get(AuditLogService);
    const ctx = systemContext(owner.licenseeId, 'spec');
    const short = await audit.exportJson(ctx, { limit: 20 }, 3);
    expect([short.data.length, short.has_more, short.next_cursor]).toEqual([3, true, null]);
    await expect(audit.exportCsv(ctx, { limit: 20 }, 3)).rejects.toThrow(ExportTooLarge);
    // More than one statement reads at once.
    await t.db.query(
      `insert into app.audit_entry (licensee_id, id, at, actor_kind, action, request_id)
       select $1, gen_random_uuid(), now(), 'system', 'bulk.added', 'r' from generate_series(1, 10100)`,
      [owner.licenseeId],
    );
    const csv = await audit.exportCsv(ctx, { limit: 20, action: 'bulk.added' });
    expect(csv.trim().split('\r\n')).toHaveLength(10_101);
    expect(new Set(csv.split('\r\n').map((line) => line.split(',')[1])).size).toBe(10_102);
  });
});
