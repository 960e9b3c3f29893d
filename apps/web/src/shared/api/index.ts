export { type Schemas, api, download, unwrap, upload } from './client.ts';
export { type LiveEvent, useLive } from './live.ts';
export { sendOnce, settleMoneyKey } from './money-key.ts';
export { ApiProblem, type FieldError, isProblem } from './problem.ts';
export { type Person, session } from './session.ts';
export { signIn, signOut, signUp, useSession } from './use-session.ts';
