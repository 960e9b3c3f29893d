/** Under which are kept the warnings of the person. */
export const WARNINGS_KEY = ['warnings'];
