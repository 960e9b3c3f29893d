import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, RateLimits, WordPipe } from '@app/kernel';
import { MailPreview, MailTemplateList, MailTemplateView, MailTextInput } from './mail-templates.dto.js';
import { MailTemplatesService } from './mail-templates.service.js';
import { MAIL_LOCALES, type MailLocale, TEMPLATE_NAMES, type TemplateName } from './templates.js';

const Template = (): ParameterDecorator => Param('template', WordPipe(TEMPLATE_NAMES));
const Language = (): ParameterDecorator => Param('locale', WordPipe(MAIL_LOCALES));

@ApiTags('mail')
@Allow('owner', 'admin')
@Controller('v1/staff/mail-templates')
export class MailTemplatesController {
  constructor(private readonly templates: MailTemplatesService) {}

  @Get()
  @ApiOperation({ operationId: 'mailTemplates.list', summary: 'Every mail in every language, with the words in force' })
  @ApiResponse({ status: 200, type: MailTemplateList })
  list(@Ctx() ctx: Context): Promise<MailTemplateList> {
    return this.templates.list(ctx);
  }

  @Put(':template/:locale')
  @ApiParam({ name: 'template', enum: TEMPLATE_NAMES })
  @ApiParam({ name: 'locale', enum: MAIL_LOCALES })
  @ApiOperation({ operationId: 'mailTemplates.save', summary: 'Own words for a mail' })
  @ApiResponse({ status: 200, type: MailTemplateView })
  save(
    @Ctx() ctx: Context,
    @Template() template: TemplateName,
    @Language() locale: MailLocale,
    @Body() body: MailTextInput,
  ): Promise<MailTemplateView> {
    return this.templates.save(ctx, template, locale, body);
  }

  @Delete(':template/:locale')
  @ApiParam({ name: 'template', enum: TEMPLATE_NAMES })
  @ApiParam({ name: 'locale', enum: MAIL_LOCALES })
  @ApiOperation({ operationId: 'mailTemplates.reset', summary: 'Back to the standard words' })
  @ApiResponse({ status: 200, type: MailTemplateView })
  reset(
    @Ctx() ctx: Context,
    @Template() template: TemplateName,
    @Language() locale: MailLocale,
  ): Promise<MailTemplateView> {
    return this.templates.reset(ctx, template, locale);
  }

  @Post(':template/:locale/preview')
  @HttpCode(200)
  @ApiParam({ name: 'template', enum: TEMPLATE_NAMES })
  @ApiParam({ name: 'locale', enum: MAIL_LOCALES })
  @ApiOperation({ operationId: 'mailTemplates.preview', summary: 'How words would look, with sample values' })
  @ApiResponse({ status: 200, type: MailPreview })
  preview(
    @Ctx() ctx: Context,
    @Template() template: TemplateName,
    @Language() locale: MailLocale,
    @Body() body: MailTextInput,
  ): Promise<MailPreview> {
    return this.templates.preview(ctx, template, locale, body);
  }

  @Post(':template/:locale/test')
  @HttpCode(202)
  @RateLimits({ name: 'mail-test', points: 20, perSeconds: 3600, by: 'person' })
  @ApiParam({ name: 'template', enum: TEMPLATE_NAMES })
  @ApiParam({ name: 'locale', enum: MAIL_LOCALES })
  @ApiOperation({ operationId: 'mailTemplates.test', summary: 'Mail it to yourself, with sample values' })
  @ApiResponse({ status: 202 })
  test(@Ctx() ctx: Context, @Template() template: TemplateName, @Language() locale: MailLocale): Promise<void> {
    return this.templates.test(ctx, template, locale);
  }
}
