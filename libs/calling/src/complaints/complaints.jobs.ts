import { Injectable } from '@nestjs/common';
import { Db, Every, log } from '@app/kernel';
import { ComplaintsService } from './complaints.service.js';

const BATCH = 200;

/** Deadlines of complaints are columns: each run reads what is due, so a killed worker loses nothing. */
@Injectable()
export class ComplaintsJobs {
  constructor(
    private readonly db: Db,
    private readonly complaints: ComplaintsService,
  ) {}

  @Every('* * * * *', 'calling.due_complaints')
  async due(): Promise<void> {
    const due = await this.db.resolve<{ licensee_id: string; id: string }>('select * from app.due_complaints($1, $2)', [
      await this.db.now(),
      BATCH,
    ]);
    for (const { licensee_id: licenseeId, id } of due)
      await this.complaints
        .pass(licenseeId, id)
        .catch((error: unknown) => log.error({ err: error, complaintId: id }, 'a complaint cannot be handed on'));
  }
}
