export { ListEnvelope } from '@app/kernel';
