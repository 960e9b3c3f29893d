import { Body, Controller, Get, HttpCode, Post, Put } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, RateLimits } from '@app/kernel';
import { MailSenderView, SaveMailSender } from './mail-sender.dto.js';
import { SenderDomainsService } from './sender-domains.service.js';

@ApiTags('mail')
@Allow('owner', 'admin')
@Controller('v1/staff/mail-sender')
export class MailSenderController {
  constructor(private readonly domains: SenderDomainsService) {}

  @Get()
  @ApiOperation({ operationId: 'mailSender.show', summary: 'From whom your mails leave, and the DNS records for it' })
  @ApiResponse({ status: 200, type: MailSenderView })
  show(@Ctx() ctx: Context): Promise<MailSenderView> {
    return this.domains.show(ctx);
  }

  @Put()
  @ApiOperation({ operationId: 'mailSender.save', summary: 'Another address for your mails, or for answers to them' })
  @ApiResponse({ status: 200, type: MailSenderView })
  save(@Ctx() ctx: Context, @Body() body: SaveMailSender): Promise<MailSenderView> {
    return this.domains.save(ctx, body);
  }

  @Post('check')
  @HttpCode(200)
  @RateLimits({ name: 'mail-sender-check', points: 60, perSeconds: 3600, by: 'person' })
  @ApiOperation({
    operationId: 'mailSender.check',
    summary: 'Look the records up; when SPF and DKIM are right, mails leave from your domain',
  })
  @ApiResponse({ status: 200, type: MailSenderView })
  check(@Ctx() ctx: Context): Promise<MailSenderView> {
    return this.domains.check(ctx);
  }
}
