import { startFace } from '~/shared/start.tsx';
import './device/install.ts';
import { router } from './router.tsx';

await startFace(router, 'account', 'call', 'prices');
