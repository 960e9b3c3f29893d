import { publicId } from '@app/kernel';
import { type Actor, type TestApp, race, testApp } from '@app/testing';

describe('end users by the licensee’s own names', () => {
  let t: TestApp;
  let owner: Actor;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
  });
  afterAll(() => t.close());

  let count = 0;
  const create = (extra: object = {}, actor = owner) =>
    t.as(actor).post('/v1/users', { email: `made${++count}@example.com`, displayName: 'Ada', adult: true, ...extra });

  it('are made, found by either name, and changed', async () => {
    const { body: made } = await create({ externalId: 'customer-1', metadata: { plan: 'gold' } }).expect(201);
    expect(made).toMatchObject({
      externalId: 'customer-1',
      metadata: { plan: 'gold' },
      status: 'active',
      locale: 'en',
    });
    expect(
      (
        await t
          .as(owner)
          .get(`/v1/users/${made.id as string}`)
          .expect(200)
      ).body,
    ).toEqual(made);
    expect((await t.as(owner).get('/v1/users?externalId=customer-1').expect(200)).body.data).toEqual([made]);
    expect(
      (
        await t
          .as(owner)
          .get(`/v1/users?email=${made.email as string}`)
          .expect(200)
      ).body.data,
    ).toEqual([made]);
    expect((await t.as(owner).get('/v1/users?externalId=customer-0').expect(200)).body.data).toEqual([]);
    const { body: changed } = await t
      .as(owner)
      .patch(`/v1/users/${made.id as string}`, { displayName: 'Ada L.', metadata: { tier: '2' }, externalId: null })
      .expect(200);
    expect(changed).toEqual({ ...made, displayName: 'Ada L.', metadata: { tier: '2' }, externalId: null });
  });

  it('have an externalId that nobody else has, and the refusal says who has it', async () => {
    const { body: first } = await create({ externalId: 'one' }).expect(201);
    const { body: second } = await create().expect(201);
    for (const refused of [
      await create({ externalId: 'one' }).expect(409),
      await t
        .as(owner)
        .patch(`/v1/users/${second.id as string}`, { externalId: 'one' })
        .expect(409),
    ])
      expect(refused.body).toMatchObject({ code: 'external-id-taken', id: first.id, externalId: 'one' });
    await t
      .as(owner)
      .patch(`/v1/users/${first.id as string}`, { externalId: 'one', locale: 'de' })
      .expect(200);
    // Another licensee may call its own user the same: nothing links the two.
    await create({ externalId: 'one' }, await t.given.staff('owner', 'zenith')).expect(201);
  });

  it('made at once under one externalId are one, and the others are told who', async () => {
    const answers = (await race(4, () => create({ externalId: 'raced' }).then((answer) => answer))).map(
      (one) => (one as PromiseFulfilledResult<{ status: number; body: { id: string; code?: string } }>).value,
    );
    const [made] = answers.filter(({ status }) => status === 201);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    for (const { status, body } of answers)
      if (status === 409) expect(body).toMatchObject({ code: 'external-id-taken', id: made!.body.id });
  });

  it('are adults, as the licensee says, and have one account for an e-mail', async () => {
    expect((await create({ adult: false }).expect(403)).body.code).toBe('adult-attestation-required');
    const { body } = await create().expect(201);
    expect((await create({ email: body.email as string }).expect(409)).body.code).toBe('email-taken');
    await t
      .http(owner.host)
      .post('/v1/auth/sign-in')
      .send({ email: body.email as string, password: 'a good long password' })
      .expect(401);
  });

  it('keep 50 words of 40 and 500 characters, as texts, as long as they fit into an event', async () => {
    const words = (value: string) =>
      Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`.padEnd(40, 'x'), value]));
    const full = words('v'.repeat(273)); // 15,951 bytes
    await create({ metadata: { a: 'v'.repeat(500) } }).expect(201);
    const { body } = await create({ metadata: full }).expect(201);
    expect(body.metadata).toEqual(full);
    for (const [metadata, pointer] of [
      [{ ...full, more: '1' }, '/metadata'],
      [words('v'.repeat(274)), '/metadata'],
      [words('\u{1F4DE}'.repeat(70)), '/metadata'],
      [{ ['k'.repeat(41)]: '1' }, `/metadata/${'k'.repeat(41)}`],
      [{ a: 'v'.repeat(501) }, '/metadata/a'],
      [{ a: 1 }, '/metadata/a'],
      [['a'], '/metadata'],
    ] as const)
      expect((await create({ metadata }).expect(422)).body.errors[0].pointer).toBe(pointer);
  });

  it('are end users only: staff and advisors are not there', async () => {
    const advisor = await t.given.advisor();
    await t
      .as(owner)
      .get(`/v1/users/${publicId('person', advisor.id)}`)
      .expect(404);
    await t
      .as(owner)
      .patch(`/v1/users/${publicId('person', owner.id)}`, { displayName: 'x' })
      .expect(404);
    const { body } = await t.as(owner).get('/v1/users?limit=100').expect(200);
    expect((body.data as { id: string }[]).map(({ id }) => id)).not.toContain(publicId('person', advisor.id));
  });
});
