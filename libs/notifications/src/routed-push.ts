import { Injectable } from '@nestjs/common';
import { ApnsPush } from './apns.adapter.js';
import { FcmPush } from './fcm.adapter.js';
import { WebPush } from './web-push.adapter.js';
import { Push, type PushMessage, type PushOutcome, type PushTarget } from './push.js';

/** Each device by the service that reaches it. */
@Injectable()
export class RoutedPush extends Push {
  constructor(
    private readonly fcm: FcmPush,
    private readonly apns: ApnsPush,
    private readonly web: WebPush,
  ) {
    super();
  }

  send(target: PushTarget, message: PushMessage): Promise<PushOutcome> {
    const service = target.kind === 'apns_voip' ? this.apns : target.kind === 'web_subscription' ? this.web : this.fcm;
    return service.send(target, message);
  }
}
