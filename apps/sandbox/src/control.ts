import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CalendarsStandIn } from './calendars/calendars-stand-in.js';
import type { ApnsStandIn } from './apns/apns-stand-in.js';
import type { FcmStandIn } from './fcm/fcm-stand-in.js';
import { readBody, sendJson } from './http.js';
import type { MailCatcher } from './mail/mail-catcher.js';
import type { LiveKitStandIn } from './livekit/livekit-stand-in.js';
import type { Fault } from './stripe/faults.js';
import { StripeRefusal } from './stripe/refusal.js';
import { controlStripe } from './stripe/stripe-control.js';
import type { ScriptedPayment, StripeStandIn } from './stripe/stripe-stand-in.js';
import type { ViesStandIn } from './vies/vies-stand-in.js';
import type { TextsStandIn } from './texts/texts-stand-in.js';

/** What the control API steers. */
export interface Parts {
  stripe: StripeStandIn;
  fcm: FcmStandIn;
  apns: ApnsStandIn;
  mail: MailCatcher;
  texts: TextsStandIn;
  calendars: CalendarsStandIn;
  vies: ViesStandIn;
  livekit: LiveKitStandIn | undefined;
}

/** `/_control`: what scripts and tests in other processes may ask of the sandbox. */
export class Control {
  constructor(private readonly parts: Parts) {}

  async serve(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const write = request.method === 'POST' || request.method === 'DELETE';
    // A web page cannot send JSON here without a preflight, which is never answered.
    if (request.method === 'POST' && !String(request.headers['content-type']).startsWith('application/json')) {
      return sendJson(response, 415, { error: 'send application/json' });
    }
    const text = write ? await readBody(request) : '';
    try {
      const body = (text ? JSON.parse(text) : {}) as Record<string, unknown>;
      const answer = await this.answer(`${request.method} ${path.replace(/^\/_control/, '')}`, body);
      if (answer === undefined) return sendJson(response, 404, { error: `no such control: ${request.method} ${path}` });
      sendJson(response, 200, answer);
    } catch (error) {
      const status = error instanceof StripeRefusal ? error.status : 400;
      sendJson(response, status, { error: error instanceof StripeRefusal ? error.body : String(error) });
    }
  }

  private async answer(call: string, body: Record<string, unknown>): Promise<unknown> {
    const { stripe, fcm, apns, mail, texts, livekit } = this.parts;
    if (call === 'GET /state') return this.state();
    if (call === 'GET /requests') return { requests: stripe.api.requests };
    if (call === 'GET /faults') return { faults: stripe.faults.list() };
    if (call === 'POST /faults') {
      stripe.faults.add(body as unknown as Fault);
      return { faults: stripe.faults.list() };
    }
    if (call === 'DELETE /faults') {
      stripe.faults.clear();
      return { faults: [] };
    }
    if (call === 'GET /webhooks') return { controls: stripe.webhooks.controls, deliveries: stripe.webhooks.counts() };
    if (call === 'POST /webhooks') return { controls: stripe.webhooks.control(body) };
    if (call === 'POST /webhooks/deliver') return { sent: await stripe.webhooks.deliverNow(String(body['eventId'])) };
    if (call === 'POST /clock') {
      stripe.advance(Number(body['advanceSeconds']));
      return { now: stripe.state.clock.seconds() };
    }
    const pay = /^POST \/checkout\/([^/]+)\/pay$/.exec(call);
    if (pay) return this.pay(decodeURIComponent(pay[1] ?? ''), body);
    const done = controlStripe(stripe.state, call, body);
    if (done !== undefined) return done;
    if (call === 'GET /fcm') return { messages: fcm.messages };
    if (call === 'GET /web-push') return { messages: fcm.web.messages };
    if (call === 'POST /fcm') return fcm.control(body);
    if (call === 'GET /apns') return { messages: apns.messages };
    if (call === 'POST /apns') return apns.control(body);
    if (call === 'GET /mail') return { mails: mail.mails };
    if (call === 'POST /mail') return mail.control(body);
    if (call === 'GET /texts') return { texts: texts.texts };
    if (call === 'POST /texts') return texts.control(body);
    const calendar = this.parts.calendars.control(call, body);
    if (calendar !== undefined) return calendar;
    const register = this.parts.vies.control(call, body);
    if (register !== undefined) return register;
    if (livekit && call === 'GET /livekit') return livekit.describe();
    if (livekit && call === 'POST /livekit') return livekit.control(body);
    return undefined;
  }

  private pay(session: string, payment: ScriptedPayment): unknown {
    const result = this.parts.stripe.pay(session, payment);
    return {
      outcome: result.outcome,
      session: result.session,
      message: result.outcome === 'declined' ? result.message : null,
      challengeUrl: result.outcome === 'challenge' ? `${this.parts.stripe.state.baseUrl}/c/3ds/${result.intent}` : null,
    };
  }

  private state(): unknown {
    const { stripe, fcm, mail, livekit } = this.parts;
    return {
      now: stripe.state.clock.seconds(),
      objects: stripe.state.store.counts(),
      deliveries: stripe.webhooks.counts(),
      webhooks: stripe.webhooks.controls,
      faults: stripe.faults.list(),
      wireDefects: stripe.state.defects,
      fcmMessages: fcm.messages.length,
      mails: mail.mails.length,
      livekit: livekit?.describe() ?? null,
    };
  }
}
