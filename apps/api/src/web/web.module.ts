import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from '@app/kernel';
import { AdvisorsModule } from '@app/advisors';
import { LicenseesModule } from '@app/licensees';
import { AppModule } from '../app.module.js';
import { PagesService } from './pages.service.js';
import { WebController } from './web.controller.js';

/** The API and, at every other address, the screens. */
@Module({})
export class WebModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: WebModule,
      imports: [AppModule.forRoot(config), LicenseesModule, AdvisorsModule],
      controllers: [WebController],
      providers: [PagesService],
    };
  }
}
