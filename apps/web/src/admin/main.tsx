import { startFace } from '~/shared/start.tsx';
import { redeemAccessCode } from './sign-in/operator-access.ts';
import { router } from './router.tsx';

await redeemAccessCode();
await startFace(router, 'prices');
