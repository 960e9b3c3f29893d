import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { NotFound, type RequestWithContext } from '@app/kernel';
import { HostResolver } from '@app/licensees';

/** The console exists on the operator's own host only: at a tenant even somebody with the role finds nothing. Runs after the guards of sign-in and role. */
@Injectable()
export class OperatorHostGuard implements CanActivate {
  constructor(private readonly hosts: HostResolver) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const { ctx } = execution.switchToHttp().getRequest<RequestWithContext>();
    const tenant = ctx && (await this.hosts.tenantOf(ctx.host));
    if (tenant?.kind !== 'operator' || tenant.licenseeId !== ctx?.licenseeId) throw new NotFound();
    return true;
  }
}
