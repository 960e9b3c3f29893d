export { CouponForm } from './coupon-form.tsx';
export { type Coupon, CouponsTable, hasEnded } from './coupons-table.tsx';
