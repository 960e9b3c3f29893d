import { generateKeyPairSync, sign } from 'node:crypto';
import { newId } from '@app/kernel';
import type { Actor, TestApp } from '@app/testing';
import type { Tenant } from './population.js';

/** A key of a program that has asked for something. */
export async function usedKey(t: TestApp, owner: Actor, tenant: Tenant): Promise<string> {
  const { body } = await t
    .as(owner)
    .post('/v1/staff/api-keys', { name: `Key of ${tenant}`, scopes: ['*'] })
    .expect(201);
  await t
    .http(owner.host)
    .get('/v1/calls')
    .set('authorization', `Bearer ${body.key as string}`)
    .expect(200);
  return t.parseId('apiKey', body.id as string)!;
}

/** A key with which the licensee has let somebody of its own in. */
export async function vouched(t: TestApp, owner: Actor, tenant: Tenant): Promise<string> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = {
    name: `Shop of ${tenant}`,
    issuer: 'https://shop.example',
    kid: '1',
    jwk: publicKey.export({ format: 'jwk' }),
  };
  const { body } = await t.as(owner).post('/v1/staff/sign-in-keys', key).expect(201);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'EdDSA', kid: key.kid })}.${part({
    iss: key.issuer,
    aud: body.audience as string,
    exp: Math.floor(Date.now() / 1000) + 300,
    jti: 'once',
    sub: `shopper of ${tenant}`,
    adult: true,
  })}`;
  const token = `${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`;
  await t.http(owner.host).post('/v1/auth/external').send({ token }).expect(200);
  return t.parseId('signInKey', body.id as string)!;
}

/** An endpoint, a message to it and a try. */
export async function webhook(
  t: TestApp,
  licenseeId: string,
  owner: Actor,
  tenant: Tenant,
): Promise<{ webhookEndpoint: string; webhookDelivery: string }> {
  const endpoint = await t
    .as(owner)
    .post('/v1/webhook-endpoints', { url: `https://hooks.acme.dev/${tenant}`, eventTypes: ['*'] })
    .expect(201);
  const example = await t
    .as(owner)
    .post(`/v1/webhook-endpoints/${endpoint.body.id}/examples`, { type: 'call.ended' })
    .expect(201);
  const webhookDelivery = t.parseId('webhookDelivery', example.body.id as string)!;
  await t.db.query(
    `insert into app.webhook_attempt (licensee_id, delivery_id, n, started_at, answer) values ($1, $2, 1, now(), $3)`,
    [licenseeId, webhookDelivery, `answer of ${tenant}`],
  );
  return { webhookEndpoint: t.parseId('webhookEndpoint', endpoint.body.id as string)!, webhookDelivery };
}

/** An event that can be listed. */
export async function placedEvent(t: TestApp, licenseeId: string): Promise<string> {
  await t.run('events.place');
  const [row] = await t.db.query<{ id: string }>('select id from app.event where licensee_id = $1 and position = 1', [
    licenseeId,
  ]);
  return row!.id;
}

/** A job that was given up. Should it run again, it finds no event of this id and does nothing. */
export async function deadJob(t: TestApp, licenseeId: string): Promise<string> {
  const [job] = await t.db.query<{ id: string }>(
    `select id::text from graphile_worker.add_job('stripe.event', json_build_object('licenseeId', $1::text, 'requestId', 'spec', 'payload', json_build_object('id', $2::text)), max_attempts => 1)`,
    [licenseeId, newId()],
  );
  await t.db.query(
    `update graphile_worker._private_jobs set attempts = max_attempts, last_error = 'spec' where id = $1`,
    [job!.id],
  );
  const digits = BigInt(job!.id).toString(16).padStart(16, '0');
  return `00000000-0000-0000-${digits.slice(0, 4)}-${digits.slice(4)}`;
}
