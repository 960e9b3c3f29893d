/** Everything about complaints lies under it, so that one event refreshes all. Apart from the queries, which no first page needs. */
export const COMPLAINTS_KEY = ['complaints'] as const;
