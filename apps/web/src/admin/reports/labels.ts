export const REPORT_KINDS = ['sound', 'billing', 'conduct', 'other'] as const;
