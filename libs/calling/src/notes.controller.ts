import { Body, Controller, Param, Put } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe } from '@app/kernel';
import { NoteView, WriteNote } from './notes.dto.js';
import { NotesService } from './notes.service.js';

@ApiTags('calls')
@Controller('v1')
export class NotesController {
  constructor(private readonly notes: NotesService) {}

  @Put('calls/:id/note')
  @Allow('advisor')
  @ApiOperation({ operationId: 'notes.write', summary: 'Your private note on a call of yours' })
  @ApiResponse({ status: 200, type: NoteView })
  write(@Ctx() ctx: Context, @Param('id', IdPipe('call')) id: string, @Body() body: WriteNote): Promise<NoteView> {
    return this.notes.write(ctx, id, body);
  }
}
