import { systemContext } from '@app/kernel';
import { PersonsService } from '@app/identity';
import { type Actor, PASSWORD, type TestApp } from '@app/testing';
import type { Send } from './client.js';

/** A new session of somebody, so that a route may end it. */
export async function signIn(send: Send, { host, email }: Pick<Actor, 'host' | 'email'>): Promise<string> {
  const answer = await send({ method: 'POST', path: '/v1/auth/sign-in', host, body: { email, password: PASSWORD } });
  if (answer.status !== 200) throw new Error(`${email} cannot sign in: ${answer.text}`);
  return answer.json.accessToken as string;
}

/** The operator works on a host of their own. */
export async function operator(t: TestApp, send: Send): Promise<Actor> {
  const [row] = await t.db.query<{ id: string }>(`select id from app.licensee where kind = 'operator'`);
  const email = 'ops@operator.example';
  const person = await t.app.get(PersonsService).create(systemContext(row!.id, 'spec'), {
    role: 'operator',
    email,
    password: PASSWORD,
    displayName: 'Operator',
    adult: true,
  });
  const actor = { id: person.id, email, token: '', host: 'ops.localhost', licenseeId: row!.id };
  return { ...actor, token: await signIn(send, actor) };
}
