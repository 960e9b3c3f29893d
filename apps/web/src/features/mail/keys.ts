/** Under which the lines on a person's pages are kept. */
export const NOTICES_KEY = ['notices'];
