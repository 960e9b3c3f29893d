/**
 * Something the person at the keyboard can put right. The message is one line: what is wrong and the cure. Entry points
 * print it without a stack trace and leave with exit code 1; every other error is ours and keeps its stack.
 */
export class UsageError extends Error {
  override name = 'UsageError';
}
