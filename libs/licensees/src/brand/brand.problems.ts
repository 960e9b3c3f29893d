import { Problem } from '@app/kernel';

/** Somebody else has changed the draft; nobody's work is overwritten unseen. */
export class BrandDraftChanged extends Problem {
  static override readonly type = 'brand-draft-changed';
  static override readonly title = 'The draft has changed';
  static override readonly status = 409;
  constructor() {
    super('Somebody has changed the draft since you read it. Load it again.');
  }
}

/** The detail names the reason in words for the person who chose the file. */
export class ImageRefused extends Problem {
  static override readonly type = 'image-refused';
  static override readonly title = 'The picture cannot be used';
  static override readonly status = 409;
}
