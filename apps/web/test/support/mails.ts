import { soon } from './people.ts';
import type { World } from './world.ts';

export interface Caught {
  to: string[];
  from: string;
  subject: string;
  text: string;
  html: string;
}

/** The newest mail to an address, from the catcher of the sandbox. */
export function caughtMail(world: World, address: string, subject: RegExp): Promise<Caught> {
  const from = `${new URL(world.stack.urls.mail!).origin}/_control/mail`;
  return soon(`a mail to ${address} about ${subject}`, 20_000, async () => {
    const { mails } = (await (await fetch(from)).json()) as { mails: Caught[] };
    return mails.findLast((mail) => mail.to.includes(address) && subject.test(mail.subject));
  });
}
