import { LoadingState } from '~/shared/ui/index.ts';

/** While the code of a page is on its way. */
export const PagePending = () => <LoadingState />;
