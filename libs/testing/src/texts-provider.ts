import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the provider posted to an address that it was given. */
interface Reported {
  readonly url: string;
  readonly form: Record<string, string>;
  readonly signature: string;
}

/** The provider of texts of the sandbox alone, which reports to itself. Close it in afterAll. */
export async function textsProvider() {
  const { asListener, readBody } = await import('../../../apps/sandbox/src/http.js');
  const { SANDBOX_TEXTS, TextsStandIn } = await import('../../../apps/sandbox/src/texts/texts-stand-in.js');
  const standIn = new TextsStandIn();
  const reports: Reported[] = [];
  let heard = (): void => undefined;
  const server = createServer(
    asListener(async (request, response) => {
      const path = request.url ?? '';
      if (standIn.knows(path)) return standIn.serve(request, response, path);
      reports.push({
        url: `${url}${path}`,
        form: Object.fromEntries(new URLSearchParams(await readBody(request))),
        signature: String(request.headers['x-twilio-signature']),
      });
      response.writeHead(204).end();
      heard();
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...SANDBOX_TEXTS,
    url,
    standIn,
    /** The two reports of a text whose `reportUrl` is here. */
    reported: async (): Promise<[Reported, Reported]> => {
      while (reports.length < 2) await new Promise<void>((resolve) => (heard = resolve));
      return reports.splice(0, 2) as [Reported, Reported];
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
