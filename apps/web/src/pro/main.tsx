import { redeemJoinLink } from '~/features/call/join-link.ts';
import { startFace } from '~/shared/start.tsx';
import './device/install.ts';
import { router } from './router.tsx';

await redeemJoinLink('pro');
await startFace(router, 'account', 'call', 'prices');
