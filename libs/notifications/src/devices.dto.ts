import { Choice, Shown, Text } from '@app/kernel';
import { PLATFORMS, PUSH_KINDS, type Platform, type PushKind } from './device.entity.js';

export class RegisterDevice {
  @Choice({ description: 'Operating system, or web for a browser', of: PLATFORMS, example: 'android' })
  platform: Platform;

  @Choice({
    description:
      'What `pushValue` is: an FCM registration token, a Firebase installation id, a PushKit token, an FCM token of a browser, or the JSON of a `PushSubscription` of a browser',
    of: PUSH_KINDS,
    example: 'fcm_token',
  })
  pushKind: PushKind;

  @Text({
    description: 'Address of the device at the push service. It is never returned',
    max: 4096,
    pattern: /^[\x21-\x7e]+$/,
  })
  pushValue: string;

  @Text({ description: 'What the device is', max: 100, optional: true, example: 'Pixel 9' })
  model?: string;

  @Text({ description: 'Version of the operating system or browser', max: 50, optional: true, example: '16' })
  osVersion?: string;

  @Text({ description: 'Version of the app', max: 50, optional: true, example: '2.4.0' })
  appVersion?: string;
}

export class DeviceView {
  @Shown('Id; send it as `deviceId` when this device accepts a call', { example: 'dev_01hx0000000000000000000000' })
  id: string;

  @Shown('android, ios or web')
  platform: string;

  @Shown('Kind of the push address')
  pushKind: string;

  @Shown('What the device is', { type: String, nullable: true })
  model: string | null;

  @Shown('Version of the operating system or browser', { type: String, nullable: true })
  osVersion: string | null;

  @Shown('Version of the app', { type: String, nullable: true })
  appVersion: string | null;

  @Shown('First registration', { format: 'date-time' })
  createdAt: string;

  @Shown('Last registration or refresh', { format: 'date-time' })
  lastSeenAt: string;

  @Shown('When a test push or a ring last came back from it; null = never', {
    type: String,
    format: 'date-time',
    nullable: true,
  })
  provedAt: string | null;
}

export class WebPushKey {
  @Shown('`applicationServerKey` for `pushManager.subscribe` (VAPID, base64url); null = browsers cannot be rung here', {
    type: String,
    nullable: true,
    example: 'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8',
  })
  key: string | null;
}

export class TestSent {
  @Shown('Until when the device may answer', { format: 'date-time' })
  answerBy: string;
}

export class AcknowledgeTest {
  @Text({
    description: '`nonce` of the test push',
    max: 64,
    pattern: /^[A-Za-z0-9_-]+$/,
    example: 'V1StGXR8_Z5jdHi6B-myTA',
  })
  nonce: string;
}

export class DeviceList {
  @Shown('Always list') object: 'list';
  @Shown('Devices, last seen first; there are never more than fit one page', { type: [DeviceView] }) data: DeviceView[];
  @Shown('Whether there is a next page') has_more: boolean;
  @Shown('Cursor of the next page', { type: String, nullable: true }) next_cursor: string | null;
}
