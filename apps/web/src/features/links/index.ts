export { LinkList } from './link-list.tsx';
export { NewLinkButton } from './new-link-button.tsx';
