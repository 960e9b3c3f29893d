import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, Idempotent, RateLimits } from '@app/kernel';
import { ComplaintDesk } from './complaint-desk.service.js';
import { ComplaintRules } from './complaint-rules.service.js';
import {
  AnswerComplaint,
  CallComplaintView,
  ComplainAboutCall,
  ComplaintList,
  ComplaintRulesFields,
  ComplaintRulesView,
  ComplaintView,
  ComplaintsQuery,
  DecideComplaint,
  StaffComplaintList,
  StaffComplaintView,
  StaffComplaintsQuery,
} from './complaints.dto.js';
import { ComplaintsService } from './complaints.service.js';

@ApiTags('complaints')
@Controller('v1')
export class ComplaintsController {
  constructor(
    private readonly complaints: ComplaintsService,
    private readonly desk: ComplaintDesk,
    private readonly rules: ComplaintRules,
  ) {}

  @Post('calls/:id/complaint')
  @Allow('end_user')
  @RateLimits({ name: 'complaint', points: 20, perSeconds: 3600, by: 'person' })
  @ApiOperation({ operationId: 'complaints.complain', summary: 'Complain about a call that you paid for' })
  @ApiResponse({ status: 201, type: ComplaintView })
  complain(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('call')) id: string,
    @Body() body: ComplainAboutCall,
  ): Promise<ComplaintView> {
    return this.complaints.complain(ctx, id, body);
  }

  @Get('calls/:id/complaint')
  @Allow('end_user', 'advisor')
  @ApiOperation({
    operationId: 'complaints.ofCall',
    summary: 'The complaint about a call of yours, and what you may do',
  })
  @ApiResponse({ status: 200, type: CallComplaintView })
  ofCall(@Ctx() ctx: Context, @Param('id', IdPipe('call')) id: string): Promise<CallComplaintView> {
    return this.complaints.ofCall(ctx, id);
  }

  @Get('complaints')
  @Allow('end_user', 'advisor')
  @ApiOperation({ operationId: 'complaints.list', summary: 'Your complaints, or those about your calls; newest first' })
  @ApiResponse({ status: 200, type: ComplaintList })
  list(@Ctx() ctx: Context, @Query() query: ComplaintsQuery): Promise<ComplaintList> {
    return this.complaints.list(ctx, query);
  }

  @Post('complaints/:id/answer')
  @Allow('advisor')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'complaints.answer',
    summary: 'Answer a complaint about a call of yours; staff then decide',
  })
  @ApiResponse({ status: 200, type: ComplaintView })
  answer(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('complaint')) id: string,
    @Body() body: AnswerComplaint,
  ): Promise<ComplaintView> {
    return this.complaints.answer(ctx, id, body);
  }

  @Post('complaints/:id/withdraw')
  @Allow('end_user')
  @HttpCode(200)
  @ApiOperation({ operationId: 'complaints.withdraw', summary: 'Withdraw your complaint; what came back stays yours' })
  @ApiResponse({ status: 200, type: ComplaintView })
  withdraw(@Ctx() ctx: Context, @Param('id', IdPipe('complaint')) id: string): Promise<ComplaintView> {
    return this.complaints.withdraw(ctx, id);
  }

  @Get('staff/complaints')
  @Allow('owner', 'admin', 'finance', 'support')
  @ApiOperation({ operationId: 'complaintDesk.list', summary: 'Complaints, the most urgent first' })
  @ApiResponse({ status: 200, type: StaffComplaintList })
  queue(@Ctx() ctx: Context, @Query() query: StaffComplaintsQuery): Promise<StaffComplaintList> {
    return this.desk.list(ctx, query);
  }

  @Get('staff/complaints/:id')
  @Allow('owner', 'admin', 'finance', 'support')
  @ApiOperation({ operationId: 'complaintDesk.show', summary: 'A complaint with all its steps' })
  @ApiResponse({ status: 200, type: StaffComplaintView })
  show(@Ctx() ctx: Context, @Param('id', IdPipe('complaint')) id: string): Promise<StaffComplaintView> {
    return this.desk.show(ctx, id);
  }

  @Post('staff/complaints/:id/decide')
  @Allow('owner', 'admin', 'finance', 'support')
  @Idempotent()
  @HttpCode(200)
  @ApiOperation({ operationId: 'complaintDesk.decide', summary: 'Give money back or reject; both sides read why' })
  @ApiResponse({ status: 200, type: StaffComplaintView })
  decide(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('complaint')) id: string,
    @Body() body: DecideComplaint,
  ): Promise<StaffComplaintView> {
    return this.desk.decide(ctx, id, body);
  }

  @Get('staff/complaint-rules')
  @Allow('owner', 'admin', 'finance', 'support')
  @ApiOperation({ operationId: 'complaintRules.show', summary: 'How long callers may complain, and advisors refund' })
  @ApiResponse({ status: 200, type: ComplaintRulesView })
  showRules(@Ctx() ctx: Context): Promise<ComplaintRulesView> {
    return this.rules.show(ctx);
  }

  @Patch('staff/complaint-rules')
  @Allow('owner', 'admin')
  @ApiOperation({ operationId: 'complaintRules.set', summary: 'Set it; left out = unchanged' })
  @ApiResponse({ status: 200, type: ComplaintRulesView })
  setRules(@Ctx() ctx: Context, @Body() body: ComplaintRulesFields): Promise<ComplaintRulesView> {
    return this.rules.set(ctx, body);
  }
}
