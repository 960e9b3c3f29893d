/** Under which is kept whom a person waits for. */
export const WAITING_KEY = ['waiting'];
