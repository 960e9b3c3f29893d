import { jest } from '@jest/globals';
import { Db } from '@app/kernel';
import { HostResolver } from './host-resolver.service.js';

const ROW = { licensee_id: '01900000-0000-7000-8000-000000000001', kind: 'licensee', status: 'active' };

type Answer = (sql: string, values: string[]) => Promise<object[]>;

function resolver(answer: (host: string) => Promise<object[]>): { hosts: HostResolver; resolve: jest.Mock<Answer> } {
  const resolve = jest.fn<Answer>((_sql, [host]) => answer(host!));
  return { hosts: new HostResolver({ resolve } as unknown as Db), resolve };
}

describe('HostResolver', () => {
  afterEach(() => jest.restoreAllMocks());

  it('asks once in 5 s, also for a host that is nobody, and once for parallel questions', async () => {
    const now = jest.spyOn(performance, 'now').mockReturnValue(1000);
    const { hosts, resolve } = resolver(async (host) => (host === 'aurora.localhost' ? [ROW] : []));
    const answers = await Promise.all([hosts.tenantOf('aurora.localhost'), hosts.tenantOf('AURORA.localhost:80')]);
    expect(answers).toEqual(Array(2).fill({ licenseeId: ROW.licensee_id, kind: 'licensee', status: 'active' }));
    await hosts.tenantOf('nobody.localhost');
    await hosts.tenantOf('nobody.localhost');
    expect(resolve).toHaveBeenCalledTimes(2);
    now.mockReturnValue(6001);
    await hosts.tenantOf('aurora.localhost');
    expect(resolve).toHaveBeenCalledTimes(3);
  });

  it('does not ask for what cannot be a host, and does not remember a failure', async () => {
    let fail = true;
    const { hosts, resolve } = resolver(async () => {
      if (fail) throw new Error('down');
      return [ROW];
    });
    await expect(hosts.tenantOf("x' or 1=1")).resolves.toBeUndefined();
    expect(resolve).not.toHaveBeenCalled();
    await expect(hosts.tenantOf('a.localhost')).rejects.toThrow('down');
    fail = false;
    await expect(hosts.tenantOf('a.localhost')).resolves.toMatchObject({ kind: 'licensee' });
  });

  it('stays bounded under a flood of hosts', async () => {
    const { hosts } = resolver(async () => []);
    for (let i = 0; i < 10_500; i++) await hosts.tenantOf(`h${i}.localhost`);
    expect(hosts.size).toBe(10_000);
  });
});
