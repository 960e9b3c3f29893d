import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allow, type Context, Ctx, IdPipe, type Page, PageQuery } from '@app/kernel';
import { AddNoteRequest, NotePage, NoteResponse } from './person-notes.dto.js';
import { PersonNotesService } from './person-notes.service.js';

@ApiTags('people')
@Allow('owner', 'admin', 'support')
@Controller('v1/staff/people/:id/notes')
export class PersonNotesController {
  constructor(private readonly notes: PersonNotesService) {}

  @Get()
  @ApiOperation({ operationId: 'personNotes.list', summary: 'Notes about a person' })
  @ApiParam({ name: 'id', description: 'Id of the person' })
  @ApiOkResponse({ type: NotePage })
  list(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('person')) id: string,
    @Query() query: PageQuery,
  ): Promise<Page<NoteResponse>> {
    return this.notes.list(ctx, id, query);
  }

  @Post()
  @ApiOperation({ operationId: 'personNotes.add', summary: 'Write a note; it stays as it is' })
  @ApiParam({ name: 'id', description: 'Id of the person' })
  @ApiCreatedResponse({ type: NoteResponse })
  add(
    @Ctx() ctx: Context,
    @Param('id', IdPipe('person')) id: string,
    @Body() body: AddNoteRequest,
  ): Promise<NoteResponse> {
    return this.notes.add(ctx, id, body);
  }
}
