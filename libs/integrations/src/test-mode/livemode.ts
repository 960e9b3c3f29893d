/** Says of an answer to whom it belongs: `true` = the real business, `false` = test mode. */
export const LIVEMODE_HEADER = 'livemode';
