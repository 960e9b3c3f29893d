export { FeedAddress } from './feed-address.tsx';
