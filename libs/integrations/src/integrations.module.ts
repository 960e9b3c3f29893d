import { Module } from '@nestjs/common';

/** What a licensee's own programs use: keys, events, webhooks. */
@Module({})
export class IntegrationsModule {}
