import { Password } from './persons.dto.js';

export class CloseMeRequest {
  @Password('Your password, so that nobody else closes the account')
  password: string;
}
